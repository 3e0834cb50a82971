// Attachments of a message: URLs of files stored elsewhere.

import * as z from 'zod';
import { addressLengthMax, attachmentsMax, nameLengthMax } from '../contract.ts';

/** Pages may turn these into links, so no `javascript:` and no `data:`. */
const address = z.string().min(1).max(addressLengthMax).refine(leadsToPage);

/** Other members are kept too; those a client could take for the URL are validated. */
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

/** Parsed as browsers do, which strip line breaks first. May be relative to the page. */
function leadsToPage(text: string): boolean {
    try {
        return /^https?:$/.test(new URL(text, 'https://page.invalid').protocol);
    } catch {
        return false;
    }
}
