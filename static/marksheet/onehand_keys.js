/**
 * What keys typed with one hand mean, by the form of the cell (parseCell). Two digits are a mark with
 * its decimal, 10 is ten, and one digit waits for the next key; a level is one letter; a test in
 * whole points is one digit, but 1 waits. `isDone` says that nothing more can follow. No DOM.
 */
export function expand(typed, form = "scored") {
  if (form === "levels") return { text: typed.toUpperCase(), isDone: /^[thc]$/i.test(typed) };
  if (typed === "10") return { text: "10", isDone: true };
  if (form === "points") return { text: typed, isDone: /^[02-9]$/.test(typed) };
  const pair = /^(\d)[,.]?(\d)$/.exec(typed);
  return pair ? { text: `${pair[1]},${pair[2]}`, isDone: true } : { text: typed, isDone: false };
}
