import { Icon } from '../../ui/icons.tsx';
import { attackLink, safeLink } from './words.ts';

/** A link out of the house: in a tab of its own, which learns nothing of where it came from. */
export function External({ href, children, mono = false }: { href: string; children: string; mono?: boolean }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className={`inline-flex min-h-6 max-w-full items-center gap-1 text-accent hover:underline ${mono ? 'mono' : ''}`}
    >
      <span className="min-w-0 wrap-anywhere">{children}</span>
      <Icon name="external" size={12} />
      <span className="sr-only">(opens in a new tab)</span>
    </a>
  );
}

/** A technique with MITRE's page of it. */
export function Technique({ id }: { readonly id: string }) {
  const href = attackLink(id);
  return href === undefined ? (
    <span className="mono">{id}</span>
  ) : (
    <External href={href} mono>
      {id}
    </External>
  );
}

/** What a rule refers to: a link where it is one of the web, its text where it is not. */
export function Reference({ text }: { readonly text: string }) {
  const href = safeLink(text);
  return href === undefined ? <span className="wrap-anywhere">{text}</span> : <External href={href}>{text}</External>;
}
