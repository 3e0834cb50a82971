// What a sender may attach to his message: addresses of files that are somewhere already.

import * as z from 'zod';
import { addressLengthMax, attachmentsMax, nameLengthMax } from '../contract.ts';

/** A page that makes links of what it is given is not to run it: no `javascript:`, no `data:`. */
const address = z.string().min(1).max(addressLengthMax).refine(leadsToPage);

/** Other members are kept as well; those that a client could take for the address are looked at. */
const attachment = z.looseObject({
    url: address,
    href: address.nullish(),
    src: address.nullish(),
    link: address.nullish(),
    name: z.string().max(nameLengthMax).nullish(),
    type: z.string().max(nameLengthMax).nullish(),
});

export const attachmentFields = z.object({
    attachments: z.array(attachment).max(attachmentsMax).nullish(),
});

/** As a browser reads it, which takes line breaks out first; it may be relative to the page. */
function leadsToPage(text: string): boolean {
    try {
        return /^https?:$/.test(new URL(text, 'https://page.invalid').protocol);
    } catch {
        return false;
    }
}
