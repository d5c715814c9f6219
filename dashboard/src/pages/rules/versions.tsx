import { useState } from 'react';
import { api, path } from '../../api/client.ts';
import { useMay } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { ConfirmDialog } from '../account/confirm.tsx';
import { useNameOf } from '../incident/queries.ts';
import { LineDiff } from '../policies/line-diff.tsx';
import { useRenewRules, useRuleVersions, type Rule, type RuleVersion } from './data.ts';

/** Two versions side by side in words, whichever the reader takes. */
function Compare({ versions }: { readonly versions: readonly RuleVersion[] }) {
  const [from, setFrom] = useState(versions[1]?.version ?? 0);
  const [to, setTo] = useState(versions[0]?.version ?? 0);
  const textOf = (n: number): string => versions.find((v) => v.version === n)?.text ?? '';
  const options = versions.map((v): readonly [string, string] => [String(v.version), `Version ${v.version}`]);
  return (
    <div className="flex flex-col gap-3 border-t border-line bg-canvas p-4">
      <div className="grid max-w-96 grid-cols-2 gap-3">
        <Select label="From" value={String(from)} onChange={(e) => setFrom(Number(e.target.value))} options={options} />
        <Select label="To" value={String(to)} onChange={(e) => setTo(Number(e.target.value))} options={options} />
      </div>
      {textOf(from) === textOf(to) ? (
        <p className="text-sm text-muted">The two say the same.</p>
      ) : (
        <LineDiff before={textOf(from)} after={textOf(to)} label={`Version ${from} to version ${to}`} />
      )}
    </div>
  );
}

/** Versions of an own rule, newest first: what each changed, and the way back to it. */
export function Versions({ rule }: { readonly rule: Rule }) {
  const versions = useRuleVersions(rule.id, rule.origin === 'own');
  const analyst = useMay('analyst');
  const nameOf = useNameOf();
  const renew = useRenewRules();
  const [back, setBack] = useState<number>();
  const list = versions.data ?? [];
  return (
    <Panel title="Versions" flush>
      {versions.isPending && (
        <div className="p-4">
          <SkeletonLines lines={3} />
        </div>
      )}
      {versions.isError && <ErrorState error={versions.error} retry={() => void versions.refetch()} />}
      <ul>
        {list.map((v) => (
          <li
            key={v.version}
            className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-0"
          >
            <span className="min-w-0 flex-1 basis-48">
              <span className="font-medium">Version {v.version}</span>{' '}
              {v.version === rule.version && <Badge tone="ok">in force</Badge>}
              <span className="block text-xs text-muted wrap-anywhere">{v.note || 'no note'}</span>
            </span>
            <span className="text-right text-xs text-muted">
              <span className="block">{nameOf(v.createdBy)}</span>
              <Time at={v.createdAt} />
            </span>
            {analyst && v.version !== rule.version && (
              <Button size="sm" aria-label={`Go back to version ${v.version}`} onClick={() => setBack(v.version)}>
                Go back…
              </Button>
            )}
          </li>
        ))}
      </ul>
      {list.length > 1 && <Compare key={list[0]?.version} versions={list} />}
      <ConfirmDialog
        open={back !== undefined}
        onClose={() => setBack(undefined)}
        label="Go back"
        title={`Go back to version ${back ?? ''}?`}
        follows="Its text becomes a new version, in the state that the rule has now. What was in between stays in the list."
        act={async () => {
          if (back === undefined || rule.version === null) return;
          await api.post(path('/rules/{id}/roll-back', { id: rule.id }), { version: back, ifVersion: rule.version });
          await renew();
          toast.done(`Version ${back} is in force again, as a new version.`);
        }}
      />
    </Panel>
  );
}
