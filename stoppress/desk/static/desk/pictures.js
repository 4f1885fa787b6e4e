// Pictures go to the desk as soon as they are chosen, pasted or dropped: then nothing can lose them.
import { problemOf, send, token } from "./ask.js"
import { addSection } from "./sections.js"

export function takePictures(form) {
  takeChosen(form)
  form.addEventListener("paste", (event) => takeAll(form, event, event.clipboardData))
  form.addEventListener("dragover", (event) => hasFiles(event.dataTransfer) && event.preventDefault())
  form.addEventListener("drop", (event) => takeAll(form, event, event.dataTransfer))
}

export function takeChosen(form) {
  form.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.files[0]) upload(form, event.target)
  })
}

// Resolves when no picture is on its way any more.
export function picturesTaken(form) {
  return Promise.all([...form.querySelectorAll(".picture-file")].map((box) => box.taking))
}

function takeAll(form, event, transfer) {
  const pictures = [...transfer.files].filter((file) => file.type.startsWith("image/"))
  if (!pictures.length || event.target.type === "file") return
  event.preventDefault()
  for (const picture of pictures) {
    const input = addSection(form, "picture").querySelector("input[type=file]")
    const files = new DataTransfer()
    files.items.add(picture)
    input.files = files.files
    upload(form, input)
  }
}

function hasFiles(transfer) {
  return [...transfer.types].includes("Files")
}

function upload(form, input) {
  const box = input.closest(".picture-file")
  const [said, shown] = [box.querySelector("output"), box.querySelector("img")]
  const data = new FormData()
  data.set("file", input.files[0])
  data.set("csrfmiddlewaretoken", token().value)
  said.className = "hint"
  said.textContent = "Taking the picture in …"
  box.taking = send(form.dataset.media, data, 120).then((answer) => {
    if (answer.status !== 200) {
      // The file stays chosen, and goes with the form when Publish is pressed.
      said.className = "problem"
      said.textContent = answer.status === 0 ? "Not taken in yet: the desk cannot be reached." : problemOf(answer)
      return
    }
    const section = input.closest(".section")
    for (const [name, value] of Object.entries(answer.body)) {
      form.elements[`${section.dataset.key}-${name}`].value = value
    }
    const lost = form.elements[`${section.dataset.key}-lost`]
    if (lost) lost.value = ""
    shown.src = `${form.dataset.media}/${answer.body.small}`
    shown.hidden = false
    said.textContent = `${answer.body.width} × ${answer.body.height}`
    input.value = ""
    form.dispatchEvent(new Event("input", { bubbles: true }))
  })
}
