import {
  CreateSuppression,
  SUPPRESSION_MAX_DAYS,
  SUPPRESSIONS_MAX,
  SuppressionWhere,
  type SuppressionView,
} from '../../../contracts/detections.ts';
import { DAY_MS } from '../../../kit/clock.ts';
import { failure, type Failure } from '../../../kit/errors.ts';
import { newId } from '../../../kit/ids.ts';
import { err, ok, type Result } from '../../../kit/result.ts';
import type { SuppressionRow } from '../../../storage/authority/detections.ts';
import type { GateDeps } from '../../deps.ts';
import { parseInput } from '../../parse.ts';
import { asCaller, commitChange, type Call } from './change.ts';

export function viewOfSuppression(row: SuppressionRow): SuppressionView {
  const { id, rule, reason, expiresAt, createdBy, createdAt } = row;
  return { id, rule, where: SuppressionWhere.parse(JSON.parse(row.where)), reason, expiresAt, createdBy, createdAt };
}

/** Viewer. Those in force. */
export const listSuppressions = (
  deps: GateDeps,
  req: Call,
): Promise<Result<{ suppressions: SuppressionView[] }, Failure>> =>
  asCaller(deps, req, 'viewer', async ({ org }) =>
    ok({ suppressions: (await deps.store.detections.suppressions(org, deps.now())).map(viewOfSuppression) }),
  );

/** What all events of an account, or of a sender, have in common: alone it would silence every rule at once. */
const IN_COMMON = new Set(
  'account accountid account_id account-id useridentity.accountid recipientaccountid awsregion region eventversion version eventcategory eventtype managementevent'.split(
    ' ',
  ),
);
/** A value that is wanted whole: what a suppression of all rules must be tied to at least once. */
const isWhole = (key: string, value: unknown): boolean =>
  !key.includes('|') &&
  !IN_COMMON.has(key.trim().toLowerCase()) &&
  (typeof value === 'string' ? value !== '' && !/[*?]/.test(value) : typeof value === 'number') &&
  key.trim() !== '';

/** Of a text beside its wildcards; fewer stand in nearly every value. */
const NARROW_MIN_CHARS = 3;
/** A wider network is most of the internet. */
const NARROW_MIN_PREFIX_BITS = 8;

/** Whether a value says something that not every event has: a search of `exists`, `neq`, `*` or `.*` alone would switch a rule off. */
function narrows(key: string, value: unknown): boolean {
  const [field = '', ...modifiers] = key.split('|');
  if (field.trim() === '') return false;
  if (Array.isArray(value)) return value.every((v) => narrows(key, v));
  if (modifiers.length === 0 && typeof value === 'number') return true;
  if (typeof value !== 'string') return false;
  if (modifiers.includes('cidr')) return Number(value.split('/')[1] ?? 32) >= NARROW_MIN_PREFIX_BITS;
  if (!modifiers.every((m) => ['contains', 'startswith', 'endswith', 'all', 'cased'].includes(m))) return false;
  const said = value.replaceAll(/[*?]/g, '');
  return modifiers.length === 0 && said === value ? said !== '' : said.length >= NARROW_MIN_CHARS;
}

/**
 * Keeps what a rule finds, where it is so, from becoming findings, until an end. Analyst; admin for all rules at once. Errors:
 * `unprocessable` (no end, too wide), `too_large`, `malformed`.
 */
export const suppress = (
  deps: GateDeps,
  req: Call & { readonly body: unknown },
): Promise<Result<SuppressionView, Failure>> =>
  asCaller(deps, req, 'analyst', async (caller) => {
    const parsed = parseInput(CreateSuppression, req.body);
    if (!parsed.ok) return parsed;
    const { rule, where, reason, expiresAt } = parsed.value;
    if (rule === '*' && caller.role !== 'admin')
      return err(failure('forbidden', 'only an admin may suppress for all rules; name one rule'));
    if (rule === '*' && !Object.entries(where).some(([key, value]) => isWhole(key, value)))
      return err(
        failure(
          'unprocessable',
          'for all rules name at least one field with its whole value, beside account, region and kind',
          { field: '/where' },
        ),
      );
    if (!Object.entries(where).some(([key, value]) => narrows(key, value)))
      return err(
        failure(
          'unprocessable',
          'this would hold for every event: name a field with a value; an admin may disable the rule',
          {
            field: '/where',
          },
        ),
      );
    const at = deps.now();
    if (expiresAt <= at || expiresAt > at + SUPPRESSION_MAX_DAYS * DAY_MS)
      return err(failure('unprocessable', `it must end within ${SUPPRESSION_MAX_DAYS} days`, { field: '/expiresAt' }));
    const { org, actor } = caller;
    if ((await deps.store.detections.suppressions(org, at)).length >= SUPPRESSIONS_MAX)
      return err(failure('too_large', `there are ${SUPPRESSIONS_MAX} suppressions: end one first, or mend the rule`));
    const row = {
      id: newId('sup', at),
      rule,
      where: JSON.stringify(where),
      reason,
      expiresAt,
      createdBy: actor,
      createdAt: at,
      endedBy: null,
      endedAt: null,
    };
    await commitChange(deps, caller, at, {
      type: 'suppression.added',
      body: { suppression: row.id, rule, where, reason, expiresAt },
      statements: [deps.store.detections.addSuppression(org, row)],
    });
    return ok(viewOfSuppression({ org, ...row }));
  });

/** Analyst. Errors: `not_found` (none in force of this id). */
export const endSuppression = (
  deps: GateDeps,
  req: Call & { readonly id: string },
): Promise<Result<{ id: string }, Failure>> =>
  asCaller(deps, req, 'analyst', async (caller) => {
    const at = deps.now();
    const row = await deps.store.detections.suppression(caller.org, req.id);
    if (!row || row.endedAt !== null || row.expiresAt <= at)
      return err(failure('not_found', 'there is no such suppression in force; GET /api/v1/suppressions lists them'));
    await commitChange(deps, caller, at, {
      type: 'suppression.ended',
      body: { suppression: row.id, rule: row.rule },
      statements: [deps.store.detections.endSuppression(caller.org, row.id, caller.actor, at)],
    });
    return ok({ id: row.id });
  });
