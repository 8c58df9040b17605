/**
 * What digits typed with one hand mean: two digits are a mark with its decimal, 10 is ten, and one
 * digit waits for the next key. `isDone` says that no third digit can follow. No DOM.
 */
export function expand(typed) {
  if (typed === "10") return { text: "10", isDone: true };
  const pair = /^(\d)[,.]?(\d)$/.exec(typed);
  return pair ? { text: `${pair[1]},${pair[2]}`, isDone: true } : { text: typed, isDone: false };
}
