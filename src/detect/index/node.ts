import { textOf } from '../compile/leaf.ts';
import type { Slot } from '../compile/slot.ts';
import type { Atom, Clause, Weigh } from './clauses.ts';
import { Literals } from './literals.ts';
import { Radix } from './radix.ts';

/** A rule with what it still asks for. */
export interface Pending<R> {
  readonly rule: R;
  readonly clauses: readonly Clause[];
}

/** Rules that one look-up leads to. A long list is split by a further look-up, made when an event first comes here. */
export interface Bucket<R> {
  readonly rules: Pending<R>[];
  readonly level: number;
  node: Node<R> | undefined;
  /** Stamp of the last event that came here, and of the last that was told to */
  seen: number;
  queued: number;
}

/** Where a literal leads, by where it is found. */
export interface Target<R> {
  anywhere: Bucket<R> | undefined;
  readonly bySlot: (Bucket<R> | undefined)[];
}

interface SlotIndex<R> {
  readonly slot: Slot;
  there: Bucket<R> | undefined;
  texts: Radix<Bucket<R>> | undefined;
  parts: Literals<Bucket<R>> | undefined;
}

/** Fewer rules than this are judged one by one. */
const SPLIT_FROM = 5;
const MAX_LEVEL = 3;
/** Alternatives that one rule may be listed under, by level: their product bounds what a rule can take of memory. */
const MAX_ATOMS = [Number.POSITIVE_INFINITY, 64, 16];

/** Rules, found by looking up what each of them needs. */
export class Node<R> {
  /** Rules that need nothing that could be looked up */
  readonly rest: R[] = [];
  readonly slots: SlotIndex<R>[] = [];
  readonly bySlot: (SlotIndex<R> | undefined)[] = [];
  /** At the top, where the scan shows each value once: the texts that rules need in a field or (keywords) anywhere. */
  shared: Literals<Target<R>> | undefined;
  /** Fields in which they are sought */
  readonly sharedSlots = new Set<Slot>();
  /** True if values of no field must be searched too */
  anywhere = false;
  private readonly level: number;

  constructor(rules: readonly Pending<R>[], weigh: Weigh, level = 0) {
    this.level = level;
    for (const pending of rules) {
      let best: Clause | undefined;
      for (const clause of pending.clauses) {
        if (clause.length > MAX_ATOMS[level]! || (level > 0 && clause.some((a) => a.slot === undefined))) continue;
        if (best === undefined || weigh(clause) < weigh(best)) best = clause;
      }
      if (best === undefined) this.rest.push(pending.rule);
      else {
        const left = { rule: pending.rule, clauses: pending.clauses.filter((c) => c !== best) };
        for (const atom of best) this.bucketOf(atom).rules.push(left);
      }
    }
  }

  /** Calls `visit` with what the values of a slot lead to. */
  static find<R>(index: SlotIndex<R>, visit: (bucket: Bucket<R>) => void): void {
    const { slot, texts, parts } = index;
    if (!slot.present()) return;
    if (index.there !== undefined) visit(index.there);
    if (texts === undefined && parts === undefined) return;
    for (let i = 0; i < slot.count; i++) {
      const text = textOf(slot.valueAt(i));
      if (text === undefined) continue;
      texts?.find(text, visit);
      parts?.find(text, visit);
    }
  }

  /** The node that splits a bucket, if it is worth one. */
  static split<R>(bucket: Bucket<R>, weigh: Weigh): Node<R> | undefined {
    if (bucket.rules.length < SPLIT_FROM || bucket.level >= MAX_LEVEL) return undefined;
    return (bucket.node ??= new Node(bucket.rules, weigh, bucket.level));
  }

  private bucketOf(atom: Atom): Bucket<R> {
    const make = (): Bucket<R> => ({ rules: [], level: this.level + 1, node: undefined, seen: -1, queued: -1 });
    if (
      atom.kind === 'part' &&
      this.level === 0 &&
      atom.slot?.place.root !== 'ocsf' &&
      atom.slot?.place.root !== 'vedette'
    ) {
      const target = (this.shared ??= new Literals(false)).bucket(atom.text, () => ({
        anywhere: undefined,
        bySlot: [],
      }));
      if (atom.slot !== undefined) {
        this.sharedSlots.add(atom.slot);
        return (target.bySlot[atom.slot.id] ??= make());
      }
      this.anywhere = true;
      return (target.anywhere ??= make());
    }
    if (atom.slot === undefined) throw new Error('only the top searches the whole record');
    let index = this.bySlot[atom.slot.id];
    if (index === undefined) {
      index = { slot: atom.slot, there: undefined, texts: undefined, parts: undefined };
      this.bySlot[atom.slot.id] = index;
      this.slots.push(index);
    }
    if (atom.kind === 'there') return (index.there ??= make());
    if (atom.kind === 'part') return (index.parts ??= new Literals(true)).bucket(atom.text, make);
    return (index.texts ??= new Radix()).bucket(atom.text, atom.kind, make);
  }
}
