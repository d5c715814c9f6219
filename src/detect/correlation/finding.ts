import type { Finding } from '../../contracts/finding.ts';
import type { JsonObject } from '../../kit/canonical.ts';
import { cutJson } from '../../kit/cut-json.ts';
import { deterministicId } from '../../kit/ids.ts';
import type { CorrelationAst } from '../ast.ts';
import { firingId } from './window.ts';
import type { Firing } from './types.ts';

const EVIDENCE_MAX_BYTES = 8 * 1024;
/** Of the event, where the firing is made later and the draft must be kept until then. */
const KEPT_EVIDENCE_MAX_BYTES = 1024;

/** As many as a finding holds. */
const FIELDS_MAX = 12;
const cut = (text: string, maxChars: number): string => text.slice(0, maxChars).toWellFormed();

/** A finding of this correlation about one event, before it is known whether and when it fires. */
export const draftOf = (ast: CorrelationAst, finding: Finding): Finding => ({
  ...finding,
  evidence: {
    ...cutJson(finding.evidence, KEPT_EVIDENCE_MAX_BYTES),
    correlation: aboutOf(ast),
  },
});

const aboutOf = (ast: CorrelationAst): JsonObject => ({
  type: ast.type,
  group_by: ast.groupBy.map((g) => g.name),
  timespan_seconds: ast.timespanMs / 1000,
});

/**
 * The finding of a firing, made of a finding about the event that completed it. The id says organisation, correlation, group and episode: however
 * often a firing is told, it is one finding. The evidence says what was counted, besides that event.
 */
export function findingOfFiring(ast: CorrelationAst, about: Finding, firing: Firing): Finding {
  return findingOfDraft({ ...about, evidence: { ...about.evidence, correlation: aboutOf(ast) } }, firing);
}

/** The same of what `draftOf` made. */
export function findingOfDraft(draft: Finding, firing: Firing): Finding {
  const { correlation, ...event } = draft.evidence;
  const rule =
    typeof correlation === 'object' && correlation !== null && !Array.isArray(correlation) ? correlation : {};
  const names = Array.isArray(rule['group_by']) ? rule['group_by'] : [];
  const group: Record<string, string | null> = {};
  for (const [i, value] of firing.group.entries()) {
    const name = names[i];
    group[typeof name === 'string' ? name : `group_${i + 1}`] = value;
  }
  const first = new Date(firing.first).toISOString();
  const last = new Date(firing.last).toISOString();
  const type = typeof rule['type'] === 'string' ? rule['type'] : 'correlation';
  return {
    ...draft,
    id: deterministicId('fnd', draft.org, 'correlation', firingId(firing)),
    time: Math.max(0, Math.trunc(firing.last)),
    // What the rule went by is the group and the count, not the fields of the one event that came last.
    fields: [
      ...Object.entries(group)
        .filter(([, value]) => value !== null)
        .slice(0, FIELDS_MAX - 1)
        .map(([name, value]) => ({ field: cut(name, 300), value: cut(String(value), 200) })),
      { field: type, value: `${firing.value} between ${first} and ${last}` },
    ],
    evidence: cutJson(
      {
        correlation: {
          ...rule,
          group,
          value: firing.value,
          first,
          last,
          events: [...firing.events],
        },
        ...event,
      },
      EVIDENCE_MAX_BYTES,
    ),
  };
}
