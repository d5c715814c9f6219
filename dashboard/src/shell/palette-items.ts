import { useEffect } from 'react';

/** Something that the palette offers while its page is open: `usePaletteActions([{ id, label, run }])`. */
export interface PaletteAction {
  readonly id: string;
  readonly label: string;
  readonly keys?: string;
  run(): void;
}
const offered = new Set<readonly PaletteAction[]>();
export function usePaletteActions(actions: readonly PaletteAction[]): void {
  useEffect(() => {
    offered.add(actions);
    return () => void offered.delete(actions);
  }, [actions]);
}
export const paletteActions = (): PaletteAction[] => [...offered].flat();

/** The page of an id that somebody pasted: by its prefix. */
export function placeOfId(
  text: string,
): { readonly to: string; readonly search?: Record<string, string>; readonly label: string } | undefined {
  const id = text.trim();
  if (/^inc_[a-z0-9-]{4,64}$/.test(id)) return { to: `/incidents/${id}`, label: 'Open this incident' };
  if (/^fnd_[a-z0-9-]{4,64}$/.test(id)) return { to: '/findings', search: { open: id }, label: 'Open this finding' };
  if (/^src_[a-z0-9-]{4,64}$/.test(id)) return { to: '/sources', search: { source: id }, label: 'Open this source' };
  if (/^\d{12}$/.test(id)) return { to: '/findings', search: { account: id }, label: 'Findings of this AWS account' };
  return undefined;
}
