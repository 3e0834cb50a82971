import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt) as (
    password: string,
    salt: Buffer,
    length: number,
) => Promise<Buffer>;
const hashBytes = 32;

export async function hashPassword(password: string): Promise<string> {
    const salt = randomBytes(16);
    const hash = await derive(password, salt, hashBytes);
    return `scrypt:${salt.toString('hex')}:${hash.toString('hex')}`;
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
    const [, salt = '', hash = ''] = stored.split(':');
    const expected = Buffer.from(hash, 'hex');
    const actual = await derive(password, Buffer.from(salt, 'hex'), hashBytes);
    return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Changes with the stored password, which it does not reveal: sign-ins carry it in their token. */
export function passwordStamp(stored: string): string {
    return createHash('sha256').update(stored).digest('base64url').slice(0, 16);
}
