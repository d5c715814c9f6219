import type { KeylessTrust } from '../../../../src/contracts/safeguards.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Id } from '../../ui/id.tsx';
import { KeyValues } from '../../ui/panel.tsx';

/** What came of saving an account: what its roles must trust to the letter, and what to mind. */
export function Saved({
  account,
  trust,
  warnings,
  onClose,
}: {
  readonly account: string;
  readonly trust: KeylessTrust | undefined;
  readonly warnings: readonly string[];
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={`Account ${account} is kept`}
      lead={
        trust === undefined
          ? undefined
          : 'The trust policies of its two roles say this to the letter; infra/aws/access.yaml writes them.'
      }
      footer={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {trust !== undefined && (
          <KeyValues
            items={[
              ['Issuer', <Id key="i" id={trust.issuer} wrap />],
              ['Audience', <Id key="a" id={trust.audience} wrap />],
              ['Subject, changes', <Id key="w" id={trust.subjects.write} wrap />],
              ['Subject, reading', <Id key="r" id={trust.subjects.read} wrap />],
            ]}
          />
        )}
        {warnings.length > 0 && (
          <ul className="ml-4 list-disc space-y-1 text-sm marker:text-warn">
            {warnings.map((w) => (
              <li key={w}>{w}</li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
