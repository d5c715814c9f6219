import type { RetroHuntView } from '../../../contracts/retro-hunt.ts';

/** What is known of a hunt; what is over stays as it ended. */
export async function writeHunt(db: D1Database, org: string, view: RetroHuntView): Promise<void> {
  await db
    .prepare(
      `INSERT INTO retro_hunt (org, id, kind, subject, state, started_at, finished_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (org, id) DO UPDATE SET state = excluded.state, finished_at = excluded.finished_at, body = excluded.body
       WHERE retro_hunt.finished_at IS NULL`,
    )
    .bind(
      org,
      view.id,
      view.kind,
      view.subject,
      view.state,
      view.startedAt,
      view.finishedAt,
      // A thousand samples and every hour by itself stay under D1's two megabytes.
      JSON.stringify(view),
    )
    .run();
}
