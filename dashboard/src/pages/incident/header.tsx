import { useState } from 'react';
import type { IncidentProjection, Resolution } from '../../../../src/contracts/incident.ts';
import { useMay } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Id } from '../../ui/id.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { PhaseChip } from '../../ui/phase.tsx';
import { SeverityMark } from '../../ui/severity.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { exportAudit, exportJson, exportMarkdown } from './export.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import type { Act } from './use-acts.ts';

type Asked = 'close' | 'reopen' | 'merge';
const RESOLUTIONS: readonly (readonly [Resolution, string])[] = [
  ['resolved', 'Resolved'],
  ['false_positive', 'False positive'],
  ['duplicate', 'Duplicate'],
  ['accepted_risk', 'Accepted risk'],
];
const INCIDENT_ID = /^inc_[a-z0-9-]{1,64}$/;

function CloseDialog({ act, onClose }: { readonly act: Act; readonly onClose: () => void }) {
  const [resolution, setResolution] = useState<Resolution>('resolved');
  return (
    <ReasonDialog
      title="Close this incident"
      lead="An incident that holds something in AWS must be released first."
      confirm="Close incident"
      onClose={onClose}
      onConfirm={(reason) => act.run('close', { reason, resolution }, 'Incident closed')}
      fields={
        <Select
          label="Resolution"
          value={resolution}
          onChange={(e) => setResolution(e.target.value as Resolution)}
          options={RESOLUTIONS}
        />
      }
    />
  );
}

function MergeDialog({
  incident,
  act,
  onClose,
}: {
  readonly incident: IncidentProjection;
  readonly act: Act;
  readonly onClose: () => void;
}) {
  const related = incident.related ?? [];
  const [into, setInto] = useState(related.at(-1) ?? '');
  const wrong = into !== '' && (!INCIDENT_ID.test(into) || into === incident.id);
  return (
    <ReasonDialog
      title="Merge into another incident"
      lead="All findings move there and this incident ends. It cannot be undone."
      confirm="Merge"
      danger
      blocked={into === '' || wrong}
      onClose={onClose}
      onConfirm={(reason) => act.run('merge', { into, reason }, 'Merged')}
      fields={
        <>
          <Field
            label="Into incident"
            className="mono"
            placeholder="inc_…"
            list="related-incidents"
            value={into}
            onChange={(e) => setInto(e.target.value.trim())}
            error={wrong ? 'Give the id of another incident: inc_…' : undefined}
            hint={
              related.length > 0
                ? 'Offered: those that share an entity with this one.'
                : 'No other incident is known to share an entity with this one.'
            }
          />
          <datalist id="related-incidents">
            {related.map((id) => (
              <option key={id} value={id} />
            ))}
          </datalist>
        </>
      }
    />
  );
}

const saving = (work: Promise<void>): void => void work.catch(toast.failed);

/** What it is, how it stands, and what one can do with it. */
export function IncidentHeader({ incident, act }: { readonly incident: IncidentProjection; readonly act: Act }) {
  const [asked, setAsked] = useState<Asked>();
  const may = useMay('analyst');
  const over = incident.phase === 'closed' || incident.phase === 'merged';
  const close = (): void => setAsked(undefined);
  return (
    <header className="flex flex-col gap-2 px-4 pb-3 pt-3 sm:px-6">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <h1 className="min-w-0 flex-1 basis-80 text-lg font-semibold wrap-anywhere">{incident.title}</h1>
        <div className="flex flex-wrap items-center gap-2">
          {incident.phase === 'await_approval' && (
            <Button look="primary" onClick={() => document.getElementById('plan')?.scrollIntoView({ block: 'start' })}>
              Review the plan
            </Button>
          )}
          {may && !over && (
            <Button
              icon="check"
              disabled={incident.acknowledgedAt !== undefined}
              busy={act.busy === 'acknowledge'}
              onClick={() => void act.run('acknowledge', {}, 'Acknowledged')}
            >
              {incident.acknowledgedAt === undefined ? 'Acknowledge' : 'Acknowledged'}
            </Button>
          )}
          {may && !over && <Button onClick={() => setAsked('close')}>Close…</Button>}
          {may && incident.phase === 'closed' && <Button onClick={() => setAsked('reopen')}>Reopen…</Button>}
          <Menu
            trigger={
              <Button aria-label="More">
                <Icon name="more" size={16} />
              </Button>
            }
          >
            {may && (
              <MenuItem disabled={over} onSelect={() => setAsked('merge')}>
                Merge into…
              </MenuItem>
            )}
            {may && <MenuLine />}
            <MenuItem onSelect={() => saving(exportAudit(incident.id))}>Export the audit bundle (JSON)</MenuItem>
            <MenuItem onSelect={() => saving(exportMarkdown(incident.id))}>Export a report (Markdown)</MenuItem>
            <MenuItem onSelect={() => saving(exportJson(incident.id))}>Export a report (JSON)</MenuItem>
          </Menu>
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        <SeverityMark severity={incident.severity} word />
        <PhaseChip phase={incident.phase} />
        <span>
          opened <Time at={incident.openedAt} />
        </span>
        <span>
          changed <Time at={incident.updatedAt} />
        </span>
        <span>
          {incident.findingCount} {incident.findingCount === 1 ? 'finding' : 'findings'}
        </span>
        <Id id={incident.id} />
      </div>
      {asked === 'close' && <CloseDialog act={act} onClose={close} />}
      {asked === 'merge' && <MergeDialog incident={incident} act={act} onClose={close} />}
      {asked === 'reopen' && (
        <ReasonDialog
          title="Open this incident again"
          lead="It is investigated anew with all its findings."
          confirm="Reopen"
          onClose={close}
          onConfirm={(reason) => act.run('reopen', { reason }, 'Incident opened again')}
        />
      )}
    </header>
  );
}
