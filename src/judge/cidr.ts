/** Whether a range such as `10.42.0.0/16` or `fd00::/8` holds an address; false where either is malformed or of the other family. */
export function isWithin(address: string, cidr: string): boolean {
  const [network = '', length = ''] = cidr.split('/');
  const one = numberOf(address);
  const other = numberOf(network);
  if (one === null || other === null || one.bits !== other.bits || !/^\d+$/.test(length)) return false;
  const rest = one.bits - Number(length);
  return rest >= 0 && one.value >> BigInt(rest) === other.value >> BigInt(rest);
}

interface AddressNumber {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

function numberOf(address: string): AddressNumber | null {
  return address.includes(':') ? sixOf(address) : fourOf(address);
}

function fourOf(address: string): AddressNumber | null {
  const bytes = address.split('.');
  if (bytes.length !== 4 || !bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) < 256)) return null;
  return { bits: 32, value: joined(bytes.map(Number), 8) };
}

/** `::` stands for as many zero groups as are missing; the last two groups may be written as an IPv4 address (RFC 4291). */
function sixOf(address: string): AddressNumber | null {
  const [start = '', end, ...more] = address.split('::');
  const [before, after] = [groupsOf(start), groupsOf(end ?? '')];
  if (more.length > 0 || before === null || after === null) return null;
  const missing = 8 - before.length - after.length;
  if (end === undefined ? missing !== 0 : missing < 1) return null;
  return { bits: 128, value: joined([...before, ...Array<number>(missing).fill(0), ...after], 16) };
}

function groupsOf(text: string): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  for (const part of text.split(':')) {
    const four = part.includes('.') ? fourOf(part) : null;
    if (four !== null) groups.push(Number(four.value >> 16n), Number(four.value & 0xffffn));
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}

function joined(parts: readonly number[], width: number): bigint {
  return parts.reduce((value, part) => (value << BigInt(width)) | BigInt(part), 0n);
}
