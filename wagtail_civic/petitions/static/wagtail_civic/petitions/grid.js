// Moves through the table of a sheet as through a spreadsheet: Enter to the next row, the arrows up
// and down, Ctrl+Enter sends. Without script Tab moves and Enter sends.
const grid = document.querySelector("[data-civic-grid]");

if (grid) {
  const rows = [...grid.querySelectorAll("tbody tr")].filter((row) => row.querySelector("input"));
  const cells = (row) => [...row.querySelectorAll("input")];

  const go = (row, column) => {
    const cell = rows[row] && cells(rows[row])[column];
    if (!cell) return false;
    cell.focus();
    cell.select();
    return true;
  };

  grid.addEventListener("keydown", (event) => {
    if (event.target.tagName !== "INPUT" || event.isComposing || event.altKey || event.metaKey) return;
    const row = rows.indexOf(event.target.closest("tr"));
    const column = cells(rows[row]).indexOf(event.target);
    const first = cells(rows[row]).findIndex((cell) => cell.name === "name");
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      grid.requestSubmit();
    } else if (event.key === "Enter" && go(row + 1, first)) {
      event.preventDefault();
    } else if (event.key === "ArrowUp" && !event.target.list && go(row - 1, column)) {
      event.preventDefault();
    } else if (event.key === "ArrowDown" && !event.target.list && go(row + 1, column)) {
      event.preventDefault();
    }
  });
}
