import { useMay } from '../../session/session.tsx';

/** Viewers see, analysts test and replay, admins change; the server decides. */
export const useRoles = () => ({ analyst: useMay('analyst'), admin: useMay('admin') }) as const;
