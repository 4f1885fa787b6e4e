// The header's form: rich standfirst, the lead's picture, and the address that the title will get.
import { enrichAll } from "./editor.js"
import { picturesTaken, takeChosen } from "./pictures.js"
import { publishBy } from "./publish.js"

const form = document.getElementById("header")
enrichAll(form)
takeChosen(form)
publishBy(form, { before: () => picturesTaken(form), done: (body) => location.assign(body.see) })

const slug = form.elements.slug
if (slug) {
  const suggest = () => {
    slug.placeholder = slugFrom(form.elements.title.value)
  }
  form.elements.title.addEventListener("input", suggest)
  suggest()
}

// As stoppress/lib/ids.py does; what counts is what the server makes of it.
function slugFrom(title) {
  const plain = title.normalize("NFKD").replace(/[^\x00-\x7f]|'/g, "").toLowerCase()
  return (plain.match(/[a-z0-9]+/g) || []).join("-").slice(0, 80)
}
