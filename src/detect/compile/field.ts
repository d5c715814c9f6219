import { isOfView } from '../logsource.ts';
import type { RuleMeta, Views } from '../types.ts';
import { Leaf, type LeafTest } from './leaf.ts';
import { compilePath, everyValue } from './path.ts';

/** What a field is read from: the sender's record or a view of it. */
export type Root = 'raw' | keyof Views;

export interface Place {
  readonly root: Root;
  /** Null for keywords: every value */
  readonly path: string | null;
}

export interface FieldPlace extends Place {
  readonly path: string;
}

/** Keywords have no place of their own. */
export const isField = (place: Place): place is FieldPlace => place.path !== null;

/** A field of the event at hand. */
export interface Field {
  /** True if a value passes */
  some(test: LeafTest): boolean;
  present(): boolean;
}

export type Fields = (path: string | null) => Field;

/** Where a rule's field is: `ocsf.` and `vedette.` name a view; rules of the product `ocsf` mean that view unless they name one. */
export function placeOf(field: string | null, logsource: RuleMeta['logsource']): Place {
  if (field?.startsWith('vedette.')) return { root: 'vedette', path: field.slice('vedette.'.length) };
  if (field?.startsWith('ocsf.')) return { root: 'ocsf', path: field.slice('ocsf.'.length) };
  return { root: isOfView(logsource) ? 'ocsf' : 'raw', path: field };
}

const NO_VIEW: Readonly<Record<string, unknown>> = {};

/** The event at hand: its record and its views, each made when first asked for. */
export class CurrentEvent {
  /** Counts events, so that what is remembered of one is never taken for another's. */
  stamp = 0;
  /** Texts of the record in which something was found that keywords seek: they are looked at first */
  readonly searched: string[] = [];
  private record: unknown;
  private views: Views | undefined;
  private readonly made = new Map<keyof Views, unknown>();

  begin(record: unknown, views: Views | undefined): void {
    this.stamp++;
    this.record = record;
    this.views = views;
    if (this.made.size > 0) this.made.clear();
    if (this.searched.length > 0) this.searched.length = 0;
  }

  /** Nothing of an event is kept when it has been judged. */
  end(): void {
    this.begin(undefined, undefined);
  }

  at(root: Root): unknown {
    if (root === 'raw') return this.record;
    let view = this.made.get(root);
    if (view === undefined) {
      view = this.make(root);
      this.made.set(root, view);
    }
    return view;
  }

  /** A view that cannot be made has no fields: a hostile record must not stop the other rules. */
  private make(root: keyof Views): unknown {
    try {
      return this.views?.[root]?.() ?? NO_VIEW;
    } catch {
      return NO_VIEW;
    }
  }
}

/** Reads a field by walking the record each time: for what is asked for rarely. */
export function walkedField(event: CurrentEvent, { root, path }: Place): Field {
  const walk = path === null ? everyValue : compilePath(path);
  return {
    some: (test) => walk(event.at(root), (value) => test(new Leaf(value))),
    present: () => walk(event.at(root), () => true),
  };
}
