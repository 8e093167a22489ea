import { spawn } from 'node:child_process';
import { NlbctlError } from '../../model/errors.ts';
import type { Environment } from '../../network/environment.ts';
import type { Destination } from '../kubeconfig/destination.ts';
import type { ExecEntry } from '../kubeconfig/kubeconfig.ts';
import { recordOf, textOf } from '../raw.ts';
import { commandLine } from './command-line.ts';
import type { Credential } from './credential.ts';
import { pemOf } from './material.ts';

/** How long a plugin may take that asks nobody anything, in milliseconds. */
const timeout = 60_000;

/** How much of what a plugin complains about is shown. */
const shownComplaint = 600;

/** The terminal, for plugins that ask the user something. */
export interface PluginTerminal {
  /** Shows what the plugin writes on its stderr. */
  readonly write: (text: string) => void;
}

export interface PluginSettings {
  readonly exec: ExecEntry;
  readonly destination: Destination;
  readonly env: Environment;
  /** null: nobody can be asked. */
  readonly terminal: PluginTerminal | null;
}

/**
 * Runs a credential plugin as kubectl does (Kubernetes docs, "client-go credential plugins"), in the environment of nlbctl
 * plus what the kubeconfig adds. Throws CredentialPluginFailed.
 */
export async function runPlugin(
  { exec, destination, env, terminal }: PluginSettings,
  closing: AbortSignal,
): Promise<Credential> {
  if (exec.command === '') throw failed(exec, 'the kubeconfig names no command', '');
  if (exec.interactiveMode === 'Always' && terminal === null) {
    throw failed(exec, 'it wants to ask the user something, and there is no terminal', '');
  }
  const interactive = terminal !== null && exec.interactiveMode !== 'Never';
  const info = await execInfo(exec, destination, interactive);
  const { code, stdout, stderr } = await run(
    exec,
    { ...env, ...exec.env, KUBERNETES_EXEC_INFO: info },
    interactive ? terminal : null,
    closing,
  );
  if (code !== 0) throw failed(exec, code === null ? 'it was killed' : `it ended with code ${code}`, stderr);
  return credentialOf(stdout, exec, stderr);
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(exec: ExecEntry, env: Environment, terminal: PluginTerminal | null, closing: AbortSignal): Promise<Run> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    const child = spawn(exec.command, exec.args, {
      env,
      stdio: [terminal === null ? 'ignore' : 'inherit', 'pipe', 'pipe'],
      signal: closing,
      windowsHide: true,
      ...(terminal === null ? { timeout } : {}),
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      terminal?.write(text);
    });
    child.on('error', (cause) => reject(notStarted(exec, cause)));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** What the plugin is told about the call: an ExecCredential with a spec. */
async function execInfo(exec: ExecEntry, destination: Destination, interactive: boolean): Promise<string> {
  const { cluster, server } = destination;
  const ca = await pemOf(cluster.certificateAuthority, 'certificate-authority');
  const told = {
    server: server.href.replace(/\/$/, ''),
    ...(cluster.tlsServerName === null ? {} : { 'tls-server-name': cluster.tlsServerName }),
    ...(cluster.insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(ca === null ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
    ...(cluster.proxyUrl === null ? {} : { 'proxy-url': cluster.proxyUrl }),
    ...(cluster.execConfig === null ? {} : { config: cluster.execConfig }),
  };
  const spec = { ...(exec.provideClusterInfo ? { cluster: told } : {}), interactive };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: exec.apiVersion, spec });
}

function credentialOf(stdout: string, exec: ExecEntry, stderr: string): Credential {
  let printed: unknown;
  try {
    printed = JSON.parse(stdout);
  } catch {
    // What it printed may be a secret all the same: it is not shown.
    throw failed(exec, stdout.trim() === '' ? 'it printed nothing' : 'what it printed is not JSON', stderr);
  }
  const status = recordOf(recordOf(printed)['status']);
  const token = textOf(status['token']);
  const cert = textOf(status['clientCertificateData']);
  const key = textOf(status['clientKeyData']);
  if (token === null && (cert === null || key === null)) {
    throw failed(exec, 'what it printed holds neither a token nor a certificate with its key', stderr);
  }
  const expires = Date.parse(textOf(status['expirationTimestamp']) ?? '');
  return {
    authorization: token === null ? null : `Bearer ${token}`,
    certificate: cert === null || key === null ? null : { cert, key },
    expires: Number.isNaN(expires) ? null : expires,
  };
}

function notStarted(exec: ExecEntry, cause: Error): NlbctlError {
  const isAbsent = 'code' in cause && cause.code === 'ENOENT';
  return failed(exec, isAbsent ? 'there is no such program' : `it could not be run (${cause.message})`, '', cause);
}

function failed(exec: ExecEntry, why: string, stderr: string, cause?: unknown): NlbctlError {
  const complaint = stderr.trim().slice(-shownComplaint);
  const said = complaint === '' ? '' : `: ${complaint}`;
  return new NlbctlError('CredentialPluginFailed', `the kubeconfig’s credential plugin failed: ${why}${said}`, {
    hint: exec.installHint?.trim() ?? `the plugin is: ${commandLine(exec)}`,
    ...(cause === undefined ? {} : { cause }),
  });
}
