// Dates in the admin's forms, typed as people here write them: 12.03.2026 instead of 2026-03-12.
// Wagtail's picker knows the second only and puts today in place of anything else, without a word.
// What cannot be read stays as it was typed, so that the form says so.
(() => {
  const { jQuery } = window;
  if (!jQuery?.fn.datetimepicker) return;
  jQuery.fn.datetimepicker.defaults.validateOnBlur = false;

  const WRITTEN = /^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\s*,?\s+(\S.*))?\s*$/;

  const rewritten = (typed) => {
    const [, day, month, year, time] = WRITTEN.exec(typed) ?? [];
    if (!day) return typed;
    const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    return time ? `${date} ${time.trim()}` : date;
  };

  // Before anybody else hears of the change, the picker and Wagtail's own saving among them.
  const onChange = ({ target }) => {
    if (!jQuery.data(target, "xdsoft_datetimepicker")) return;
    const value = rewritten(target.value);
    if (value !== target.value) target.value = value;
  };

  document.addEventListener("change", onChange, true);
})();
