import { useEffect, useState, type ReactNode } from 'react';
import { cx } from '../../lib/cx.ts';

const SECTIONS = [
  ['summary', 'Summary'],
  ['plan', 'Plan'],
  ['actions', 'Actions'],
  ['timeline', 'Timeline'],
  ['entities', 'Entities'],
  ['replay', 'Replay'],
  ['audit', 'Audit'],
  ['about', 'About'],
  ['discussion', 'Discussion'],
] as const;
type SectionId = (typeof SECTIONS)[number][0];
/** Beside the rest on a wide screen: no place to go to there. */
const BESIDE: readonly SectionId[] = ['about', 'discussion'];

/** A part of the page that the menu leads to; it stops below the menu. */
export const Section = ({ id, children }: { readonly id: SectionId; readonly children: ReactNode }) => (
  <div id={id} className="min-w-0 scroll-mt-[52px]">
    {children}
  </div>
);

/** The page's parts, always in reach; the one in sight is marked. */
export function SectionMenu() {
  const [current, setCurrent] = useState<string>('summary');
  useEffect(() => {
    const seen = new Set<string>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) seen.add(target.id);
          else seen.delete(target.id);
        }
        const first = SECTIONS.find(([id]) => seen.has(id));
        if (first !== undefined) setCurrent(first[0]);
      },
      // A line below the menu: whatever crosses it is what one reads.
      { rootMargin: '-72px 0px -70% 0px' },
    );
    for (const [id] of SECTIONS) {
      const element = document.getElementById(id);
      if (element !== null) observer.observe(element);
    }
    return () => observer.disconnect();
  }, []);
  return (
    <nav aria-label="Parts of the incident" className="sticky top-0 z-20 border-b border-line bg-canvas">
      <ul className="flex gap-1 overflow-x-auto px-3 sm:px-5">
        {SECTIONS.map(([id, word]) => (
          <li key={id} className={BESIDE.includes(id) ? 'xl:hidden' : undefined}>
            <a
              href={`#${id}`}
              aria-current={current === id ? 'location' : undefined}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(id)?.scrollIntoView({ block: 'start' });
                setCurrent(id);
              }}
              className={cx(
                '-mb-px flex h-9 items-center whitespace-nowrap border-b-2 px-1.5 text-sm focus-visible:-outline-offset-2',
                current === id ? 'border-accent font-medium text-ink' : 'border-transparent text-muted hover:text-ink',
              )}
            >
              {word}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
