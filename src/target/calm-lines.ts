/** Lines that tell of a failure which their own program gets over; such are no lead. Pure. */

const LEVEL = /\b(?:info|notice|debug|trace)\b|\?\)?$/i;
const GOES_ON =
  /\b(?:fall(?:s|ing)? ?back|skipp(?:ed|ing)|ignor(?:ed|ing)|optional|instead|disabled|(?:continu|go)ing (?:on )?without|not required|memory[- ]only|(?:kept|held) in memory)\b/i;

/** Whether a line says itself that it is none to worry about: "info: can not modify … (read-only file system?)". */
export function isCalm(line: string): boolean {
  const bounded = line.slice(0, 4096);
  return LEVEL.test(bounded) || GOES_ON.test(bounded);
}

/** Whether a line says that its program goes on without what the line before it wanted. */
export function goesOn(line: string): boolean {
  return GOES_ON.test(line.slice(0, 4096));
}
