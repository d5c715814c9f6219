import { useMay } from '../../session/session.tsx';

/** Analysts see, test and replay, admins change; viewers see what could not be processed. The server decides. */
export const useRoles = () => ({ analyst: useMay('analyst'), admin: useMay('admin') }) as const;
