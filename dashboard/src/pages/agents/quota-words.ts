/** `$1.25`: an amount in millionths of a US dollar. */
export const money = (microUsd: number): string =>
  `$${(microUsd / 1e6).toFixed(microUsd !== 0 && microUsd < 10_000 ? 4 : 2)}`;

/** `1,234,567`, the same everywhere. */
export const count = (n: number): string => n.toLocaleString('en-US');

/** How much of a budget is used, 0 to 100; a budget of nothing is used up by anything. */
export const share = (used: number, of: number): number =>
  of <= 0 ? (used > 0 ? 100 : 0) : Math.min(100, Math.round((used / of) * 100));

/** Dollars as somebody types them, in millionths; undefined if it is no amount from 0 to a million. */
export function microUsdOf(dollars: string): number | undefined {
  if (!/^\d{1,7}(\.\d{1,6})?$/.test(dollars.trim())) return undefined;
  const micro = Math.round(Number(dollars) * 1e6);
  return micro <= 1e12 ? micro : undefined;
}
/** A whole number from 0 as somebody types it, with or without commas; undefined if it is none. */
export function wholeOf(text: string): number | undefined {
  const digits = text.replaceAll(/[,\s]/g, '');
  return /^\d{1,10}$/.test(digits) ? Number(digits) : undefined;
}

/** Why a proposal is on the board, without saying again where it is. */
export const boardReason = (reason: string): string => {
  const text = reason.replace(/^(gate: )?(review board: )?/, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
};
