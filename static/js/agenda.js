// Dragging the lines of an agenda by their handle. The server keeps the order in which they stand in the form; whoever
// cannot drag presses the arrows beside them.

const row = (element) => element.closest?.("[data-drag-row]");
let dragged = null;

document.addEventListener("pointerdown", ({ target }) => {
  const line = target.closest?.("[data-drag-handle]") && row(target);
  if (line) line.draggable = true;
});

document.addEventListener("dragstart", (event) => {
  const line = row(event.target);
  if (!line?.draggable) return;
  dragged = line;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  line.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  const over = dragged && row(event.target);
  if (!over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  if (over === dragged) return;
  const { top, height } = over.getBoundingClientRect();
  over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
});

document.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });

document.addEventListener("dragend", () => {
  if (!dragged) return;
  const line = dragged, keep = line.closest("form").querySelector("[data-drag-drop]");
  dragged = null;
  line.draggable = false;
  line.classList.remove("is-dragged");
  keep.value = `order:${line.dataset.dragRow}`;
  keep.click();
});

document.addEventListener("pointerup", ({ target }) => {
  const line = row(target);
  if (line && !dragged) line.draggable = false;
});
