import type { Session } from '../cli/session.ts';
import { exitCode } from '../model/exit-codes.ts';
import bash from './completion/nlbctl.bash';
import fish from './completion/nlbctl.fish';
import powershell from './completion/nlbctl.ps1';
import zsh from './completion/nlbctl.zsh';

const scripts = { bash, zsh, fish, powershell } as const;

export type Shell = keyof typeof scripts;

/** Prints a shell's script, which says at its head how it is used. */
export function printScript(session: Session, shell: Shell): number {
  session.print(scripts[shell].trimEnd());
  return exitCode.ok;
}
