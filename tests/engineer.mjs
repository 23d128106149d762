// What the engineer's path does through the pages, by their own forms, as people would:
//
//   node tests/engineer.mjs STATE BASE COMMAND ARGUMENTS…
//
//   open LOGIN FIRST-PASSWORD SCHOOL   the security administrator's first log-in, with a second
//                                      factor; an account for the school's roll manager
//   finds NUMBER NAME STRANGER         the roll manager finds a pupil by a number, and sees it masked;
//                                      a stranger's number finds nobody
//   hand-over                          the roll manager's work goes to a successor
//
// Who they are and their cookies are kept in the file STATE from one command to the next.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const [state, base, command, ...rest] = process.argv.slice(2);

const unescaped = text => text
    .replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

const attribute = (tag, name) => {
    const found = tag.match(new RegExp(`\\s${name}="([^"]*)"`));
    return found ? unescaped(found[1]) : '';
};

/** Somebody with a browser. */
class Person {
    constructor({ login, password, cookies = {}, secret = '' }) {
        Object.assign(this, { login, password, cookies, secret });
    }

    /** Asks for a page, or sends `fields`; goes where it is led. */
    async ask(path, fields) {
        let url = new URL(path, base);
        let body = fields && new URLSearchParams(fields);
        for (let step = 0; step < 6; step += 1) {
            const headers = {
                cookie: Object.entries(this.cookies).map(it => it.join('=')).join('; '),
                accept: 'text/html',
                ...(body && { origin: url.origin, referer: url.href }),
            };
            const method = body ? 'POST' : 'GET';
            const answer = await fetch(url, { method, headers, body, redirect: 'manual' });
            for (const line of answer.headers.getSetCookie()) {
                const [name, ...value] = line.split(';')[0].split('=');
                this.cookies[name] = value.join('=');
            }
            if (answer.status < 300 || answer.status > 399) {
                return { status: answer.status, url, html: await answer.text() };
            }
            url = new URL(answer.headers.get('location'), url);
            body = undefined;
        }
        throw new Error(`led in circles at ${url}`);
    }

    /** Sends the form of `page` that posts to an address ending in `action`. */
    async send(page, action, fields) {
        const forms = [...page.html.matchAll(/<form\b[^>]*>([\s\S]*?)<\/form>/g)];
        const form = forms.find(it =>
            attribute(it[0], 'method') === 'post' && attribute(it[0], 'action').endsWith(action));
        assert.ok(form, `there is no form to ${action} on ${page.url}`);
        const all = {};
        for (const [tag] of form[1].matchAll(/<input\b[^>]*>/g)) {
            const chosen = !/type="(radio|checkbox)"/.test(tag) || /\schecked/.test(tag);
            if (chosen) all[attribute(tag, 'name')] = attribute(tag, 'value');
        }
        return this.ask(attribute(form[0], 'action'), { ...all, ...fields });
    }

    async logIn() {
        this.cookies = {};
        const { login, password } = this;
        return this.send(await this.ask('login'), '/login', { login, password });
    }

    /** Puts a password of one's own in the place of the first one. */
    async ownPassword() {
        const first = this.password;
        this.password = 'Lantian-baiyun-8264';
        const page = await this.ask('me/password');
        const done = await this.send(page, '/me/password',
            { old: first, new: this.password, again: this.password });
        assert.equal(done.status, 200, 'the password is one’s own');
    }

    /** Sets up the second factor. */
    async secondFactor() {
        const page = await this.ask('me/totp');
        this.secret = page.html.match(/<code>([A-Z2-7]{16,})<\/code>/)[1];
        const done = await this.send(page, '/me/totp', { code: code(this.secret), old: this.password });
        assert.match(done.url.href, /done=totp/, 'the second factor is set up');
    }
}

/** The code that an authenticator shows now (RFC 6238). */
function code(secret) {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...secret].map(it => alphabet.indexOf(it).toString(2).padStart(5, '0')).join('');
    const key = Buffer.from(bits.match(/.{8}/g).map(it => parseInt(it, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
    const digest = createHmac('sha1', key).update(step).digest();
    const at = digest[19] & 15;
    const number = digest.readUInt32BE(at) & 0x7fff_ffff;
    return String(number % 1_000_000).padStart(6, '0');
}

/** A new account; says its id and its owner. */
async function account(desk, login, name) {
    const made = await desk.send(await desk.ask('accounts/new'), '/accounts/new', { login, name });
    const first = made.html.match(/first-password[\s\S]*?<code>([^<]+)<\/code>/);
    assert.ok(first, `an account for ${name}: ${made.status}`);
    const id = made.html.match(/\/accounts\/(acc_[0-9a-z]+)\/grants/)[1];
    return { id, person: new Person({ login, password: unescaped(first[1]) }) };
}

const commands = {
    async open(login, first, school) {
        const desk = new Person({ login, password: first });
        await desk.logIn();
        await desk.ownPassword();
        await desk.secondFactor();
        const { id, person } = await account(desk, 'guan.li', '管立');
        const query = new URLSearchParams({ role: 'roll-manager', q: school });
        const page = await desk.ask(`accounts/${id}/grants?${query}`);
        const place = attribute(page.html.match(/<input[^>]*name="place"[^>]*>/)[0], 'value');
        const given = await desk.send(page, `/accounts/${id}/grants`, { place });
        assert.match(given.url.href, /done=give/, 'the role is given');
        await person.logIn();
        await person.ownPassword();
        return { desk, manager: person, id };
    },

    async finds(number, name, stranger, { manager }) {
        const found = await manager.send(await manager.ask('students'), '/search', { q: number });
        assert.ok(!found.url.href.includes(number), 'the number stands in no address');
        assert.ok(found.html.includes(name), `${name} is found`);
        const record = found.html.match(/\/students\/stu_[0-9a-z]+/)[0];
        const page = await manager.ask(`.${record}`);
        const masked = new RegExp(`${number.slice(0, 3)}[0-9*＊•]*${number.slice(-2)}`);
        assert.match(page.html, masked, 'the number is shown, masked');
        assert.ok(!page.html.includes(number), 'and not open');
        const nobody = await manager.send(await manager.ask('students'), '/search', { q: stranger });
        assert.ok(!nobody.html.includes('/students/stu_'), 'another number finds nobody');
    },

    async 'hand-over'({ desk, manager, id }) {
        const { id: to, person } = await account(desk, 'jie.ti', '接替');
        const page = await desk.ask(`accounts/${id}/handover?${new URLSearchParams({ q: '接替' })}`);
        const done = await desk.send(page, `/accounts/${id}/handover`, { to });
        assert.match(done.html, /1 个身份，账号已关闭/, 'one act hands over and closes');
        const refused = await manager.logIn();
        assert.notEqual(refused.status, 200, 'who has handed over is no longer let in');
        await person.logIn();
        await person.ownPassword();
        const page_of_roll = await person.ask('roll');
        assert.equal(page_of_roll.status, 200, 'the successor goes on with the work');
        return { desk, manager: person, id: to };
    },
};

const told = command === 'open' ? [] : [JSON.parse(readFileSync(state))];
for (const it of told) {
    it.desk = new Person(it.desk);
    it.manager = new Person(it.manager);
}
const next = await commands[command](...rest, ...told);
const { desk, manager, id } = next ?? told[0];
writeFileSync(state, JSON.stringify({ desk, manager, id }), { mode: 0o600 });
