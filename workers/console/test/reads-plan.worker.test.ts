import { beforeAll, describe, expect, it } from 'vitest';
import { db, migrate, seedOrg } from './reads-world.ts';
import { asks } from './reads-all.ts';

interface Said {
  readonly sql: string;
  readonly values: readonly unknown[];
}
interface Step {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

const REAL = Symbol('statement');

/** The database itself, noting each statement that is run. */
function recording(real: D1Database, said: Said[]): D1Database {
  const wrap = (statement: D1PreparedStatement, sql: string, values: readonly unknown[]): D1PreparedStatement =>
    new Proxy(statement, {
      get(target, name) {
        if (name === REAL) {
          said.push({ sql, values });
          return target;
        }
        if (name === 'bind') return (...more: unknown[]) => wrap(target.bind(...more), sql, more);
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          said.push({ sql, values });
          return (value as (...a: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  return new Proxy(real, {
    get(target, name) {
      if (name === 'prepare') return (sql: string) => wrap(target.prepare(sql), sql, []);
      if (name === 'batch')
        return (statements: D1PreparedStatement[]) =>
          target.batch(statements.map((s) => (s as unknown as Record<symbol, D1PreparedStatement>)[REAL]!));
      return Reflect.get(target, name) as unknown;
    },
  });
}

/** What a question may go through whole: parts of its own that have a LIMIT or are a few rows. */
const OWN_PARTS = /^SCAN (s|src|spans|known|letters|\(subquery-\d+\)|CONSTANT ROW|\d+ CONSTANT ROWS?)(?=$|\s)/;
const SORTS = /^USE TEMP B-TREE FOR (ORDER BY|LAST|RIGHT)/;

/** Why a plan is not allowed, if it is not. */
function fault(plan: readonly Step[]): string | undefined {
  const byId = new Map(plan.map((s) => [s.id, s]));
  const inPart = (s: Step): boolean => {
    for (let up = byId.get(s.parent); up !== undefined; up = byId.get(up.parent))
      if (/^(CO-ROUTINE|MATERIALIZE|SCALAR SUBQUERY|CORRELATED)/.test(up.detail)) return true;
    return false;
  };
  const scan = plan.find((s) => s.detail.startsWith('SCAN') && !OWN_PARTS.test(s.detail));
  if (scan !== undefined) return `goes through a whole table: ${scan.detail}`;
  const bare = plan.find(
    (s) => s.detail.startsWith('SEARCH') && !/USING (COVERING )?(INDEX|PRIMARY KEY|INTEGER)/.test(s.detail),
  );
  if (bare !== undefined) return `has no index: ${bare.detail}`;
  if (plan.some((s) => s.detail.includes('AUTOMATIC'))) return 'makes an index for itself';
  // A sort is of a part with a LIMIT of its own only: beside it no table is read.
  for (const sort of plan.filter((s) => SORTS.test(s.detail))) {
    const beside = plan.find((s) => s.parent === sort.parent && s.detail.startsWith('SEARCH') && !inPart(s));
    const within = plan.find((s) => s.parent === sort.parent && s.detail.startsWith('SEARCH'));
    if (beside ?? within) return `sorts what it reads: ${(beside ?? within)!.detail}`;
  }
  return undefined;
}

const explain = async (sql: string, values: readonly unknown[] = []): Promise<Step[]> =>
  (
    await db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...values)
      .all<Step>()
  ).results;

beforeAll(async () => {
  await migrate();
  await seedOrg('org_plan', 60, 10);
});

describe('no question without an index', () => {
  it('the check itself sees a whole table and an unbounded sort', async () => {
    expect(fault(await explain('SELECT body FROM finding WHERE account = ?', ['1']))).toMatch('whole table');
    expect(fault(await explain('SELECT body FROM finding WHERE org = ? ORDER BY title', ['org_plan']))).toMatch(
      'sorts',
    );
  });

  it('every list, with every combination of its filters, and every other read', async () => {
    const faults: string[] = [];
    const plans = new Map<string, string | undefined>();
    for (const ask of asks('org_plan', 4)) {
      const said: Said[] = [];
      await ask.run(recording(db, said), 'org_plan');
      expect(said.length, ask.name).toBeGreaterThan(0);
      for (const { sql, values } of said) {
        if (!plans.has(sql)) plans.set(sql, fault(await explain(sql, values)));
        const why = plans.get(sql);
        if (why !== undefined) faults.push(`${ask.name}: ${why} in ${sql}`);
      }
    }
    expect(faults.slice(0, 5)).toEqual([]);
    expect(plans.size).toBeGreaterThan(100);
  }, 120_000);
});
