/** What is found under a key; buckets of several kinds may hang at one text. */
interface Branch<B> {
  /** Lower-cased text from the parent to here */
  label: string;
  whole: B | undefined;
  prefix: B | undefined;
  /** By the first UTF-16 unit of each label */
  readonly next: Map<number, Branch<B>>;
}

const UPPER_A = 65;
const UPPER_Z = 90;
const CASE_BIT = 32;
const LAST_ASCII = 127;

/** Whole texts and prefixes without regard to case, found by walking a text once and without copying it. */
export class Radix<B> {
  private readonly root: Branch<B> = { label: '', whole: undefined, prefix: undefined, next: new Map() };

  /** The place of a lower-cased key's bucket, made by `make` if there is none yet. */
  bucket(key: string, kind: 'whole' | 'prefix', make: () => B): B {
    return (this.branch(key)[kind] ??= make());
  }

  /** Calls `visit` with the buckets of the text itself and of its prefixes; a bucket may come twice. */
  find(text: string, visit: (bucket: B) => void): void {
    if (!this.walk(text, false, visit)) this.walk(text.toLowerCase(), true, visit);
  }

  /**
   * False where a character outside ASCII was met before the answer was sure: its lower case may be another length, so the
   * caller folds the whole text. What was visited until then holds anyway, for ASCII folds by itself.
   */
  private walk(text: string, folded: boolean, visit: (bucket: B) => void): boolean {
    let branch = this.root;
    let at = 0;
    for (;;) {
      if (branch.prefix !== undefined) visit(branch.prefix);
      if (at === text.length) {
        if (branch.whole !== undefined) visit(branch.whole);
        return true;
      }
      let c = text.charCodeAt(at);
      if (!folded) {
        if (c > LAST_ASCII) return false;
        if (c >= UPPER_A && c <= UPPER_Z) c |= CASE_BIT;
      }
      const next = branch.next.get(c);
      if (next === undefined) return true;
      const { label } = next;
      if (!folded) {
        for (let i = 1; i < label.length; i++) {
          if (at + i === text.length) return true;
          let d = text.charCodeAt(at + i);
          if (d > LAST_ASCII) return false;
          if (d >= UPPER_A && d <= UPPER_Z) d |= CASE_BIT;
          if (d !== label.charCodeAt(i)) return true;
        }
      } else if (!text.startsWith(label, at)) return true;
      at += label.length;
      branch = next;
    }
  }

  private branch(key: string): Branch<B> {
    let branch = this.root;
    let at = 0;
    while (at < key.length) {
      const c = key.charCodeAt(at);
      const next = branch.next.get(c);
      if (next === undefined) {
        const leaf: Branch<B> = { label: key.slice(at), whole: undefined, prefix: undefined, next: new Map() };
        branch.next.set(c, leaf);
        return leaf;
      }
      let same = 1;
      while (same < next.label.length && next.label[same] === key[at + same]) same++;
      at += same;
      if (same < next.label.length) {
        const middle: Branch<B> = {
          label: next.label.slice(0, same),
          whole: undefined,
          prefix: undefined,
          next: new Map(),
        };
        next.label = next.label.slice(same);
        middle.next.set(next.label.charCodeAt(0), next);
        branch.next.set(c, middle);
        branch = middle;
      } else branch = next;
    }
    return branch;
  }
}
