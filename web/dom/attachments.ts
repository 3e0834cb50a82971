/**
 * What hangs on a message. Addresses come from others: only those of pages, files and images are
 * made into links, and no image is loaded that is anything else.
 */
import { element } from './dom.ts';
import { icon } from './icons.ts';

const attachmentsMax = 20;
const safeProtocols = ['http:', 'https:', 'blob:'];
const imageEnding = /\.(avif|gif|jpe?g|png|webp)$/i;

export interface Attachment {
    /** Empty where the address is none that may be followed. */
    url: string;
    name: string;
    isImage: boolean;
}

export interface AttachmentTexts {
    /** Where it has no name. */
    attachment: string;
    opensNewTab: string;
}

/** Servers give texts or objects, with names of their own for the members. */
export function attachmentsOf(attachments: unknown, base: string): Attachment[] {
    if (!Array.isArray(attachments)) return [];
    return attachments.slice(0, attachmentsMax).flatMap((given: unknown) => {
        const object = typeof given === 'object' && given !== null ? given : { url: given };
        const fields = object as Record<string, unknown>;
        const address = first(fields, ['url', 'href', 'src', 'link']);
        const url = safeUrl(address, base);
        const path = url ? url.pathname : '';
        const name = first(fields, ['name', 'filename', 'fileName', 'title']) || fileName(path);
        const type = first(fields, ['type', 'mimeType', 'contentType']);
        const isImage = url !== null && (/^image\b/.test(type) || imageEnding.test(path));
        return address || name ? [{ url: url?.href ?? '', name, isImage }] : [];
    });
}

function first(fields: Record<string, unknown>, names: readonly string[]): string {
    for (const name of names) {
        const value = fields[name];
        if (typeof value === 'string' && value !== '') return value;
    }
    return '';
}

function safeUrl(address: string, base: string): URL | null {
    try {
        const url = address ? new URL(address, base) : null;
        return url && safeProtocols.includes(url.protocol) ? url : null;
    } catch {
        return null;
    }
}

function fileName(path: string): string {
    const name = path.slice(path.lastIndexOf('/') + 1);
    try {
        return decodeURIComponent(name);
    } catch {
        return name;
    }
}

/** The attachments of a message; drawn anew only where they changed: a link may have the focus. */
export function attachmentsView(texts: AttachmentTexts) {
    const node = element('div', { class: 'attachments' });
    let drawn = '';
    return {
        node,
        update(attachments: unknown): void {
            const given = JSON.stringify(attachments ?? []);
            if (given === drawn) return;
            drawn = given;
            const attached = attachmentsOf(attachments, document.baseURI);
            node.replaceChildren(...attached.map((each) => attachmentNode(each, texts)));
            node.hidden = attached.length === 0;
        },
    };
}

/** Links in a new tab, which learns nothing of this page; text where there is no address. */
function attachmentNode({ url, name, isImage }: Attachment, texts: AttachmentTexts): HTMLElement {
    const label = name || texts.attachment;
    const text = element('span', { dir: 'auto' }, label);
    if (!url) return element('span', { class: 'attachment' }, icon('file'), text);
    const link = element('a', {
        class: isImage ? 'attachment attachment-image' : 'attachment',
        part: 'attachment',
        href: url,
        target: '_blank',
        rel: 'noopener noreferrer',
    });
    const hint = element('span', { class: 'visually-hidden' }, ` (${texts.opensNewTab})`);
    if (isImage) {
        const image = { src: url, alt: label, loading: 'lazy', referrerpolicy: 'no-referrer' };
        link.append(element('img', image), hint);
    } else link.append(icon('file'), text, hint);
    return link;
}
