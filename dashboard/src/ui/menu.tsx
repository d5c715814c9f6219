import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { Icon, type IconName } from './icons.tsx';

const ITEM =
  'flex h-8 cursor-default items-center gap-2 rounded-sm px-2 text-sm outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 pointer-coarse:h-10';

export function Menu({
  trigger,
  children,
  align = 'end',
}: {
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  readonly align?: 'start' | 'end';
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[60vh] min-w-48 overflow-y-auto rounded-md border border-line-strong bg-surface p-1 shadow-pop"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
export const MenuItem = ({
  icon,
  onSelect,
  danger = false,
  disabled = false,
  children,
}: {
  readonly icon?: IconName;
  readonly onSelect: () => void;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}) => (
  <Radix.Item className={cx(ITEM, danger && 'text-danger')} disabled={disabled} onSelect={onSelect}>
    {icon !== undefined && (
      <span className="flex w-4 justify-center text-muted">
        <Icon name={icon} size={14} />
      </span>
    )}
    {children}
  </Radix.Item>
);
/** One of those that may be on together; the menu stays open. */
export const MenuCheck = ({
  checked,
  onChange,
  children,
}: {
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
  readonly children: ReactNode;
}) => (
  <Radix.CheckboxItem
    className={ITEM}
    checked={checked}
    onCheckedChange={onChange}
    onSelect={(event) => event.preventDefault()}
  >
    <span className="flex w-4 justify-center text-accent">{checked && <Icon name="check" size={14} />}</span>
    {children}
  </Radix.CheckboxItem>
);
export function MenuChoice<T extends string>({
  value,
  onChange,
  options,
}: {
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly (readonly [T, string])[];
}) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(v) => onChange(v as T)}>
      {options.map(([v, word]) => (
        <Radix.RadioItem key={v} value={v} className={ITEM} onSelect={(event) => event.preventDefault()}>
          <span className="flex w-4 justify-center text-accent">{v === value && <Icon name="check" size={14} />}</span>
          {word}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
export const MenuLabel = ({ children }: { readonly children: ReactNode }) => (
  <Radix.Label className="px-2 pb-1 pt-1.5 text-xs text-muted">{children}</Radix.Label>
);
export const MenuLine = () => <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
