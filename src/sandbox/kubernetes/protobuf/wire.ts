import { badRequest } from '../../store/api-error.ts';

/** One field of a message: its number, and a number (wire types 0, 1, 5) or bytes (wire type 2). */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/** Splits a message of the protobuf encoding into its fields. Throws 400 for one that ends too early. */
export function readFields(bytes: Buffer): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) throw badRequest('the protobuf body is broken');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw badRequest('the protobuf body is broken');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Number(tag >> 3n);
    switch (Number(tag & 7n)) {
      case 0:
        fields.push({ number, value: varint() });
        break;
      case 1:
        fields.push({ number, value: take(8).readBigUInt64LE() });
        break;
      case 2:
        fields.push({ number, value: take(Number(varint())) });
        break;
      case 5:
        fields.push({ number, value: BigInt(take(4).readUInt32LE()) });
        break;
      default:
        throw badRequest('the protobuf body is broken');
    }
  }
  return fields;
}
