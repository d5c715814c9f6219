import { useState } from 'react';
import { asApiError, type ApiError } from '../../api/problem.ts';
import { faultAt, faultElsewhere } from './fault.ts';

/**
 * Sends a form once at a time. `at('/email')` is what the server says is wrong with that field; `general`, read after all fields
 * were asked for, is what none of them shows.
 */
export function useSend() {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<ApiError>();
  const send = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setWrong(undefined);
    try {
      await act();
    } catch (e) {
      setWrong(asApiError(e));
    } finally {
      setBusy(false);
    }
  };
  const shown = new Set<string>();
  return {
    busy,
    send,
    at: (pointer: string): string | undefined => {
      shown.add(pointer);
      return faultAt(wrong, pointer);
    },
    /** What is wrong with no field that the form shows */
    get general(): string | undefined {
      return faultElsewhere(wrong, shown);
    },
  };
}
