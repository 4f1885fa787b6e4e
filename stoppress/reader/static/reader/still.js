// The words being read stay where they are. Served before reader.js, in one file.

const byId = (id) => document.getElementById(id);
const main = byId("coverage");
const boxOf = (element) => element.getBoundingClientRect();
const isSeen = ({ top, bottom }, foot = 0) => bottom > foot && top < innerHeight;
let debt = 0; // part of a pixel

// Keep the first post in sight where it is; `change` gives how far down in it the words went.
function still(change) {
  const { style } = document.body;
  const mark = [...main.querySelectorAll("article")].find((post) => isSeen(boxOf(post), 40));
  const top = mark && boxOf(mark).top;
  style.minBlockSize = `${document.documentElement.scrollHeight}px`;
  const slip = change() ?? 0;
  const now = mark && byId(mark.id);
  const wanted = scrollY + debt + (now ? boxOf(now).top + slip - top : 0);
  style.minBlockSize = `${wanted + innerHeight}px`;
  if (Math.abs(wanted - scrollY) > 0.5) scrollTo({ top: wanted, behavior: "instant" });
  debt = (wanted - scrollY) % 1;
}

// What changes in sight keeps its height until it is out of sight.
const leaving = new IntersectionObserver((boxes) => {
  for (const { isIntersecting, target } of boxes) if (!isIntersecting) still(() => unlock(target));
});

function lock(element, height) {
  const growth = boxOf(element).height - height;
  if (Math.abs(growth) < 1) return;
  element.style.setProperty("--kept", `${height}px`);
  element.classList.add("locked");
  leaving.observe(element);
  const textContent = `Show all${element.matches("article") ? " of this post" : ""}`;
  const more = { className: "more", textContent, onclick: () => unlock(element) };
  if (growth > 0) element.append(Object.assign(document.createElement("button"), more));
}

function unlock(element) {
  element.classList.remove("locked");
  element.querySelector(".more")?.remove();
}

function boxesIn(element) {
  const parts = [...element.querySelectorAll("p, li, h1, h2, h3")];
  return Object.fromEntries(parts.map((part) => [part.id || part.textContent, boxOf(part)]));
}

function swap(old, next) {
  const box = boxOf(old);
  const before = boxesIn(old);
  const hadFocus = old.contains(document.activeElement);
  next.open = old.open;
  old.replaceWith(next);
  if (hadFocus) focus(next);
  if (!isSeen(box)) return 0;
  const after = boxesIn(next);
  const isRead = ([name, { bottom }]) => bottom > 19 && after[name]; // a line of it can be read
  const [name, read] = (box.top < 0 && Object.entries(before).find(isRead)) || [];
  const slip = read ? after[name].top - read.top : 0;
  lock(next, box.height + slip);
  return old.matches("article") ? slip : 0;
}

function focus(element) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
