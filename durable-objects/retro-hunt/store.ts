import type { HuntMatch } from '../../src/contracts/retro-hunt.ts';
import type { Hit } from '../../src/detect/correlation/types.ts';
import type { SqlLike } from '../../src/kit/sql.ts';
import type { DraftKey, FoundMatch, HuntDraft, HuntInput, StoredHit } from './api.ts';
import type { HuntState } from './state.ts';

/** `open` is being filled, `ready` waits to be handed out, `sent` is handed out; what is counted or given up is gone. */
export type ChunkState = 'open' | 'ready' | 'sent';

export interface Chunk {
  readonly seq: number;
  readonly state: ChunkState;
  readonly keys: readonly string[];
  readonly bytes: number;
  readonly sends: number;
  readonly due: number;
}
type ChunkRow = Omit<Chunk, 'keys'> & { readonly keys: string } & Record<string, string | number>;

/** Rows of one hunt. Synchronous: callers choose the transaction. */
export class RetroHuntStore {
  private readonly sql: SqlLike;
  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  input(): HuntInput | undefined {
    return this.meta('input') as HuntInput | undefined;
  }
  setInput(input: HuntInput): void {
    this.setMeta('input', input);
  }
  state(): HuntState {
    return this.meta('state') as HuntState;
  }
  setState(state: HuntState): void {
    this.setMeta('state', state);
  }
  published(): boolean {
    return this.meta('published') === true;
  }
  setPublished(): void {
    this.setMeta('published', true);
  }

  putChunk(chunk: Chunk): void {
    this.sql.exec(
      'INSERT OR REPLACE INTO chunk (seq, state, keys, bytes, blocks, sends, due) VALUES (?, ?, ?, ?, ?, ?, ?)',
      chunk.seq,
      chunk.state,
      JSON.stringify(chunk.keys),
      chunk.bytes,
      chunk.keys.length,
      chunk.sends,
      chunk.due,
    );
  }
  chunk(seq: number): Chunk | undefined {
    return this.chunks('WHERE seq = ?', seq)[0];
  }
  open(): Chunk | undefined {
    return this.chunks("WHERE state = 'open'")[0];
  }
  of(state: ChunkState, limit: number): Chunk[] {
    return this.chunks('WHERE state = ? ORDER BY seq LIMIT ?', state, limit);
  }
  overdue(now: number, limit: number): Chunk[] {
    return this.chunks("WHERE state = 'sent' AND due <= ? ORDER BY seq LIMIT ?", now, limit);
  }
  all(): Chunk[] {
    return this.chunks('ORDER BY seq');
  }
  count(state: ChunkState): number {
    return this.sql.exec<{ n: number }>('SELECT count(*) AS n FROM chunk WHERE state = ?', state).one().n;
  }
  nextDue(): number | undefined {
    const { due } = this.sql
      .exec<{ due: number | null }>("SELECT min(due) AS due FROM chunk WHERE state = 'sent'")
      .one();
    return due ?? undefined;
  }
  removeChunk(seq: number): void {
    this.sql.exec('DELETE FROM chunk WHERE seq = ?', seq);
  }

  /** The first reason for an hour stands. */
  leaveOut(hour: number, why: string): void {
    this.sql.exec('INSERT INTO hour (at, why) VALUES (?, ?) ON CONFLICT (at) DO NOTHING', hour, why);
  }
  leftOut(): ReadonlyMap<number, string> {
    const rows = this.sql.exec<{ at: number; why: string }>('SELECT at, why FROM hour').toArray();
    return new Map(rows.map((r) => [r.at, r.why]));
  }
  addUnread(key: string, why: string): void {
    this.sql.exec('INSERT INTO unread (key, why) VALUES (?, ?) ON CONFLICT (key) DO NOTHING', key, why);
  }
  unread(): { key: string; why: string }[] {
    return this.sql.exec<{ key: string; why: string }>('SELECT key, why FROM unread ORDER BY key').toArray();
  }

  addRecent(key: string): void {
    this.sql.exec('INSERT INTO recent (key) VALUES (?) ON CONFLICT (key) DO NOTHING', key);
  }
  isRecent(key: string): boolean {
    return this.sql.exec<{ n: number }>('SELECT count(*) AS n FROM recent WHERE key = ?', key).one().n > 0;
  }

  /** True if this match is a new one. */
  addMatch(match: FoundMatch, keepSample: boolean): boolean {
    const known = this.sql.exec<{ made: number }>('SELECT made FROM match WHERE id = ?', match.id).toArray()[0];
    if (known !== undefined) return false;
    const body = keepSample && match.sample !== undefined ? JSON.stringify(match.sample) : null;
    this.sql.exec('INSERT INTO match (id, made, body) VALUES (?, ?, ?)', match.id, match.made ? 1 : 0, body);
    return true;
  }
  samplesKept(): number {
    return this.sql.exec<{ n: number }>('SELECT count(*) AS n FROM match WHERE body IS NOT NULL').one().n;
  }
  samples(limit: number): HuntMatch[] {
    return this.sql
      .exec<{ body: string }>(
        `SELECT body FROM match WHERE body IS NOT NULL ORDER BY body ->> '$.time' DESC, id LIMIT ?`,
        limit,
      )
      .toArray()
      .map((r) => JSON.parse(r.body) as HuntMatch);
  }

  /** True if it is a new one. */
  addHit(hit: Hit): boolean {
    const id = hitId(hit);
    const { n } = this.sql.exec<{ n: number }>('SELECT count(*) AS n FROM hit WHERE id = ?', id).one();
    if (n > 0) return false;
    this.sql.exec('INSERT INTO hit (id, time, body) VALUES (?, ?, ?)', id, hit.time, JSON.stringify(hit));
    return true;
  }
  hits(after: { readonly time: number; readonly id: string } | undefined, limit: number): StoredHit[] {
    const { time, id } = after ?? { time: Number.MIN_SAFE_INTEGER, id: '' };
    return this.sql
      .exec<{ id: string; time: number; body: string }>(
        'SELECT id, time, body FROM hit WHERE (time, id) > (?, ?) ORDER BY time, id LIMIT ?',
        time,
        id,
        limit,
      )
      .toArray()
      .map((r) => ({ id: r.id, time: r.time, hit: JSON.parse(r.body) as StoredHit['hit'] }));
  }
  addDraft(draft: HuntDraft): void {
    this.sql.exec('INSERT OR IGNORE INTO draft (id, body) VALUES (?, ?)', draftId(draft), JSON.stringify(draft));
  }
  draft(of: DraftKey): HuntDraft | undefined {
    const row = this.sql.exec<{ body: string }>('SELECT body FROM draft WHERE id = ?', draftId(of)).toArray()[0];
    return row === undefined ? undefined : (JSON.parse(row.body) as HuntDraft);
  }

  /** What an ended hunt needs no more. */
  tidy(): void {
    for (const table of ['chunk', 'recent', 'hit', 'draft']) this.sql.exec(`DELETE FROM ${table}`);
    this.sql.exec('DELETE FROM match WHERE body IS NULL');
  }

  private chunks(where: string, ...bindings: readonly (string | number)[]): Chunk[] {
    return this.sql
      .exec<ChunkRow>(`SELECT seq, state, keys, bytes, sends, due FROM chunk ${where}`, ...bindings)
      .toArray()
      .map((r) => ({ ...r, keys: JSON.parse(r.keys) as string[] }));
  }
  private meta(key: string): unknown {
    const row = this.sql.exec<{ value: string }>('SELECT value FROM meta WHERE key = ?', key).toArray()[0];
    return row === undefined ? undefined : JSON.parse(row.value);
  }
  private setMeta(key: string, value: unknown): void {
    this.sql.exec('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, JSON.stringify(value));
  }
}

/** The same event for the same correlation, however often it comes. */
const hitId = (hit: Hit): string => `${hit.foreign ? 1 : 0}|${hit.correlation}|${hit.rule}|${hit.event}`;
const draftId = (of: DraftKey): string => `${of.foreign ? 1 : 0}|${of.correlation}|${of.event}`;
