import { useState } from 'react';
import { asApiError, type ApiError } from '../../api/problem.ts';

/** Sends a form once at a time; `at('/email')` is what the server says is wrong with a field. */
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
  return {
    busy,
    send,
    at: (pointer: string): string | undefined =>
      wrong?.field !== undefined && (wrong.field === pointer || wrong.field.startsWith(`${pointer}/`))
        ? wrong.detail
        : undefined,
    /** What is wrong with no field in particular */
    general: wrong !== undefined && wrong.field === undefined ? wrong.detail : undefined,
    forget: () => setWrong(undefined),
  };
}
