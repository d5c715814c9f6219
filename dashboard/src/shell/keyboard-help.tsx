import { activeHotkeys } from '../lib/hotkeys.ts';
import { Dialog } from '../ui/dialog.tsx';

const mac = navigator.userAgent.includes('Mac');
const SHOWN: Record<string, string> = { 'mod+k': mac ? '⌘ K' : 'Ctrl K', escape: 'Esc', J: 'Shift J', K: 'Shift K' };
export const shownKeys = (keys: string): readonly string[] => (SHOWN[keys] ?? keys).split(' ');

export const Keys = ({ keys }: { readonly keys: string }) => (
  <span className="flex gap-1">
    {shownKeys(keys).map((k) => (
      <kbd
        key={k}
        className="flex h-5 min-w-5 items-center justify-center rounded-sm border border-line-strong bg-sunken px-1 font-sans text-2xs text-muted"
      >
        {k}
      </kbd>
    ))}
  </span>
);

/** Every key that works on this page, as it was registered. */
export default function KeyboardHelp({ onClose }: { readonly onClose: () => void }) {
  const groups = Map.groupBy(activeHotkeys(), (h) => h.group);
  return (
    <Dialog open onClose={onClose} title="Keyboard shortcuts" wide>
      <div className="gap-x-10 pb-2 sm:columns-2">
        {[...groups].map(([group, list]) => (
          <section key={group} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-xs font-medium text-muted">{group}</h3>
            <ul>
              {list.map((h) => (
                <li
                  key={h.keys}
                  className="flex h-8 items-center justify-between gap-4 border-b border-line last:border-0"
                >
                  {h.label}
                  <Keys keys={h.keys} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
