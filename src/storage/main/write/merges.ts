/** Incidents that a row follows to where its own lives on; merges form no ring, this only bounds what a damaged row could do. */
const MAX_HOPS = 32;

/**
 * SQL for the incident that `incident` lives on in (itself unless it was merged), as D1 knows it, within `org` only. Both
 * are SQL expressions of ours, never values.
 */
export const survivorOf = (org: string, incident: string): string =>
  `coalesce((WITH RECURSIVE onward(id, hop) AS (
    SELECT s.id, 1 FROM incident i JOIN incident s ON s.id = i.merged_into AND s.org = i.org WHERE i.id = ${incident} AND i.org = ${org}
    UNION ALL SELECT s.id, hop + 1 FROM onward o JOIN incident i ON i.id = o.id JOIN incident s ON s.id = i.merged_into AND s.org = i.org
      WHERE i.org = ${org} AND hop < ${MAX_HOPS})
  SELECT id FROM onward ORDER BY hop DESC LIMIT 1), ${incident})`;

const SURVIVOR = survivorOf('?1', '?2');
/** Entities of the findings that still stand under the merged incident. */
const MOVING = `SELECT DISTINCT e.value ->> 'type' AS type, e.value ->> 'id' AS id FROM finding f, json_each(f.body, '$.entities') e
  WHERE f.org = ?1 AND f.incident = ?2 AND ${SURVIVOR} <> ?2`;
/** …that both incidents are about: their rows become one. */
const SHARED = `SELECT m.type, m.id FROM (${MOVING}) m WHERE EXISTS (SELECT 1 FROM entity WHERE org = ?1 AND type = m.type AND id = m.id AND incident = ?2)
  AND EXISTS (SELECT 1 FROM entity WHERE org = ?1 AND type = m.type AND id = m.id AND incident = ${SURVIVOR})`;

const STATEMENTS = [
  `UPDATE entity_total SET incidents = incidents - 1 WHERE org = ?1 AND (type, id) IN (${SHARED})`,
  `UPDATE entity SET first_seen = min(entity.first_seen, old.first_seen), last_seen = max(entity.last_seen, old.last_seen)
    FROM (SELECT type, id, first_seen, last_seen FROM entity WHERE org = ?1 AND incident = ?2 AND (type, id) IN (${SHARED})) old
    WHERE entity.org = ?1 AND entity.type = old.type AND entity.id = old.id AND entity.incident = ${SURVIVOR}`,
  `DELETE FROM entity WHERE org = ?1 AND incident = ?2 AND (type, id) IN (${SHARED})`,
  `UPDATE entity SET incident = ${SURVIVOR} WHERE org = ?1 AND incident = ?2 AND (type, id) IN (${MOVING})`,
  `UPDATE finding SET incident = ${SURVIVOR} WHERE org = ?1 AND incident = ?2`,
];

/**
 * Moves what stands under a merged incident to the one that it lives on in: findings, and which entities it is about. Run
 * it in one transaction, after the incident's own row; again it changes nothing. Rows of other organisations are not touched.
 */
export const moveMerged = (db: D1Database, org: string, incident: string): D1PreparedStatement[] =>
  STATEMENTS.map((sql) => db.prepare(sql).bind(org, incident));
