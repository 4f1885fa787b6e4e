// The words being read stay where they are. Served in one file with reader.js, before it.

const byId = (id) => document.getElementById(id);
const main = byId("coverage");
const boxOf = (element) => element.getBoundingClientRect();
const isSeen = ({ top, bottom }) => bottom > 0 && top < innerHeight;
let debt = 0; // part of a pixel

// Keep the first post in sight where it is through `change`, which gives how much further down in
// it the words being read now are.
function still(change) {
  const { style } = document.body;
  const mark = [...main.querySelectorAll("article")].find((post) => isSeen(boxOf(post)));
  const top = mark && boxOf(mark).top;
  style.minBlockSize = `${document.documentElement.scrollHeight}px`;
  const slip = change() ?? 0;
  const now = mark && byId(mark.id);
  const wanted = scrollY + debt + (now ? boxOf(now).top + slip - top : 0);
  style.minBlockSize = `${wanted + innerHeight}px`;
  if (Math.abs(wanted - scrollY) > 0.5) scrollTo({ top: wanted, behavior: "instant" });
  debt = (wanted - scrollY) % 1;
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
  const textContent = element.matches("article") ? "Show all of this post" : "Show all";
  const more = { className: "more", textContent, onclick: () => unlock(element) };
  if (growth > 0) element.append(Object.assign(document.createElement("button"), more));
}

function unlock(element) {
  element.classList.remove("locked");
  element.querySelector(".more")?.remove();
}

function swap(old, next) {
  const box = boxOf(old);
  const partsOf = (element) => [...element.querySelectorAll("p, li, h1, h2, h3")];
  const nameOf = (part) => part.id || part.textContent;
  const parts = partsOf(old).map((part) => [nameOf(part), boxOf(part)]);
  const hadFocus = old.contains(document.activeElement);
  next.open = old.open;
  old.replaceWith(next);
  if (hadFocus) focus(next);
  if (!isSeen(box)) return 0;
  const twin = ([name]) => partsOf(next).find((part) => nameOf(part) === name);
  // 19: a line of it can be read.
  const read = box.top < 0 && parts.find((part) => part[1].bottom > 19 && twin(part));
  const slip = read ? boxOf(twin(read)).top - read[1].top : 0;
  lock(next, box.height + slip);
  return old.matches("article") ? slip : 0;
}

function focus(element) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
