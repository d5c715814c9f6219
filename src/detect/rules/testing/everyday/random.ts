/** Numbers that look random and are the same on every machine (mulberry32). */
export class Dice {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  /** 0 inclusive to 1 exclusive */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  upTo(n: number): number {
    return Math.floor(this.next() * n);
  }
  of<T>(list: readonly T[]): T {
    return list[this.upTo(list.length)]!;
  }
  /** One of several by weight. */
  weighed<T>(list: readonly (readonly [weight: number, value: T])[]): T {
    let at = this.next() * list.reduce((sum, [w]) => sum + w, 0);
    for (const [weight, value] of list) if ((at -= weight) < 0) return value;
    return list.at(-1)![1];
  }
  hex(length: number): string {
    return Array.from({ length }, () => this.upTo(16).toString(16)).join('');
  }
}
