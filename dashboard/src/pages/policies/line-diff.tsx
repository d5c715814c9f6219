import { cx } from '../../lib/cx.ts';
import { diffLines, type DiffLine } from './diff.ts';

const SIGN: Record<DiffLine['kind'], readonly [sign: string, word: string, look: string]> = {
  same: ['', '', ''],
  gone: ['−', 'gone: ', 'bg-danger-soft/60'],
  new: ['+', 'new: ', 'bg-ok-soft/60'],
};

/** Two texts, line by line; sign and word say it besides the colour. */
export const LineDiff = ({
  before,
  after,
  label,
}: {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}) => (
  <div
    role="region"
    aria-label={label}
    tabIndex={0}
    className="max-h-96 overflow-auto rounded-md border border-line bg-surface py-1 text-xs"
  >
    <div className="mono w-max min-w-full leading-5">
      {diffLines(before, after).map((line, i) => {
        const [sign, word, look] = SIGN[line.kind];
        return (
          // eslint-disable-next-line react/no-array-index-key -- a line is its place
          <div key={i} className={cx('flex whitespace-pre pr-3', look)}>
            <span
              aria-hidden="true"
              className={cx('w-6 shrink-0 text-center select-none', line.kind === 'gone' ? 'text-danger' : 'text-ok')}
            >
              {sign}
            </span>
            {word !== '' && <span className="sr-only">{word}</span>}
            {line.text}
          </div>
        );
      })}
    </div>
  </div>
);
