// The composer: rich text, sections, pictures, and keeping every word until it is published.
import { enrichAll } from "./editor.js"
import { Keeper } from "./keep.js"
import { picturesTaken, takePictures } from "./pictures.js"
import { publishBy } from "./publish.js"
import { arrangeSections } from "./sections.js"

const form = document.getElementById("composer")
if (form) {
  enrichAll(form)
  arrangeSections(form)
  takePictures(form)
  const keeper = new Keeper(form)
  publishBy(form, {
    before() {
      keeper.keepHere()
      return picturesTaken(form)
    },
    done(body) {
      keeper.close()
      location.assign(body.see ?? `${form.dataset.after}?published=${body.post}`)
    },
  })
  form.querySelector("[data-discard]")?.addEventListener("click", () => keeper.close())
  form.dataset.ready = "" // for the tests
  keeper.restore()
}
