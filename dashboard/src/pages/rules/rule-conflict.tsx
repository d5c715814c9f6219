import { Button } from '../../ui/button.tsx';
import { LineDiff } from '../policies/line-diff.tsx';
import type { Rule } from './data.ts';

/** Somebody else saved meanwhile: what one's text would change in theirs, and the two ways on. */
export function RuleConflict({
  mine,
  theirs,
  onKeep,
  onTake,
}: {
  readonly mine: string;
  readonly theirs: Rule;
  readonly onKeep: () => void;
  readonly onTake: () => void;
}) {
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-md border border-warn bg-warn-soft p-3 text-sm">
      <p className="font-medium">Somebody changed this rule while you edited. Nothing was saved.</p>
      <p className="text-muted">
        {theirs.yaml === mine
          ? 'The text in force now is the same as yours.'
          : `What your text would change in version ${theirs.version ?? ''}, which is in force now:`}
      </p>
      {theirs.yaml !== mine && <LineDiff before={theirs.yaml} after={mine} label="Changes to the rule" />}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={onKeep}>
          Keep my text, over version {theirs.version}
        </Button>
        <Button size="sm" look="quiet" onClick={onTake}>
          Begin again from the new text
        </Button>
      </div>
    </div>
  );
}
