// Nothing jumps: whatever changes on the page, the words being read stay where they are.
// Served in one file with reader.js, before it.

const byId = (id) => document.getElementById(id);
const main = byId("coverage"); // its data-cursor says how far this page has come
const boxOf = (element) => element.getBoundingClientRect();
const isSeen = ({ top, bottom }) => bottom > 0 && top < innerHeight;
let debt = 0; // the part of a pixel that scrolling cannot do

// Run `change` and keep the first post in sight where it is. `change` says how much further down
// inside that post the words being read now are.
function still(change) {
  const posts = [...main.querySelectorAll("article")].map((post) => [post.id, boxOf(post)]);
  const slip = change() ?? 0;
  const [id, box] = posts.find(([id, box]) => isSeen(box) && byId(id)) ?? [];
  const off = () => boxOf(byId(id)).top - box.top + slip;
  if (!id || Math.abs(off() + debt) < 0.5) return;
  const by = off() + debt;
  document.body.style.minBlockSize = `${scrollY + by + innerHeight}px`; // a short page must grow
  scrollBy({ top: by, behavior: "instant" });
  debt = off() % 1;
}

// What changes in sight keeps the height of its box until it is out of sight.
const leaving = new IntersectionObserver((boxes) => {
  for (const { isIntersecting, target } of boxes) if (!isIntersecting) still(() => unlock(target));
});

function lock(element, height) {
  const growth = boxOf(element).height - height;
  if (Math.abs(growth) < 1) return;
  element.style.setProperty("--kept", `${height}px`);
  element.classList.add("locked");
  leaving.observe(element);
  if (growth < 0) return;
  const more = document.createElement("button");
  more.className = "more";
  more.textContent = element.matches("article") ? "Show all of this post" : "Show all";
  more.onclick = () => unlock(element);
  element.append(more);
}

function unlock(element) {
  leaving.unobserve(element);
  element.classList.remove("locked");
  element.querySelector(".more")?.remove();
}

function swap(old, next) {
  const box = boxOf(old);
  const parts = [...old.children].map((part) => [part.textContent, boxOf(part)]);
  const hasFocus = old.contains(document.activeElement);
  next.open = old.open;
  old.replaceWith(next);
  if (hasFocus) focus(next);
  if (!isSeen(box)) return 0;
  let slip = 0;
  if (box.top < 0 && old.matches("article")) {
    // Somebody is in the midst of it: find the words again.
    const twin = ([text]) => [...next.children].find((part) => part.textContent === text);
    const read = parts.find((part) => part[1].bottom > 0 && twin(part));
    if (read) slip = boxOf(twin(read)).top - read[1].top;
  }
  lock(next, box.height + slip);
  return slip;
}

function focus(element) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
