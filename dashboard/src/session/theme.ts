import { useEffect } from 'react';
import { useMedia } from '../lib/use-media.ts';
import { usePreference } from './preferences.ts';

export type Theme = 'light' | 'dark' | 'system';
/** Where public/theme.js looks before the first paint. */
const STORED = 'vedette.theme';
const BAR = { light: '#fbfbfc', dark: '#0e0f11' } as const;

/** The theme that was chosen, and choosing it. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [value, set] = usePreference<Theme>('theme', 'system');
  return [value === 'light' || value === 'dark' ? value : 'system', set];
}

/** Puts the chosen theme on the document; called once, at the root. */
export function useApplyTheme(): void {
  const [theme] = useTheme();
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  useEffect(() => {
    const shown = theme === 'system' ? (systemDark ? 'dark' : 'light') : theme;
    document.documentElement.dataset['theme'] = shown;
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', BAR[shown]);
    try {
      localStorage.setItem(STORED, theme);
    } catch {
      // Forbidden: the next visit begins with the system's.
    }
  }, [theme, systemDark]);
}
