//! The loop that sends, in one process at a time.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, civil};
use vocab::{AccountId, Clock, Ids, Personal};
use web::Cell;

use super::{
    channel::{Channels, Content, Outgoing, Receipt, SendError},
    model::{ChannelKind, Due, MessageId, MessageState, Unhanded},
    rules::{self, Verdict},
    store::{self, NewMessage, Outcome},
};
use crate::jobs::{Stop, lease::Lease};

const PAUSE: Duration = Duration::from_secs(2);
/// How many notices or messages are taken up at a time.
const BATCH: i64 = 200;
/// A message whose process died while sending is due again after this.
const GRACE: SignedDuration = SignedDuration::from_mins(5);
/// Receipts are asked for as long as this.
const RECEIPTS: SignedDuration = SignedDuration::from_hours(48);

/// Sends what is to be sent in `cell` until `stop`.
pub async fn keep_sending(cell: Arc<Cell>, clock: Arc<dyn Clock>, ids: Arc<Ids>, mut stop: Stop) {
    let sender = Sender { cell, clock, ids };
    let channels = sender.cell.service::<Channels>().clone();
    if let Err(error) = channels.may_serve(&sender.cell) {
        tracing::error!(cell = sender.cell.key, "nothing is sent: {error}");
        return;
    }
    let mut lease = Lease::new("notices.sender", &sender.ids, sender.clock.now());
    while stop.pause(PAUSE).await {
        if let Err(error) = sender.turn(&channels, &mut lease).await {
            tracing::error!(cell = sender.cell.key, "sender: {error}");
        }
    }
    if let Err(error) = lease.end(&sender.cell.db).await {
        tracing::warn!(cell = sender.cell.key, "sender: lease not given back: {error}");
    }
}

pub(super) struct Sender {
    pub cell: Arc<Cell>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<Ids>,
}

impl Sender {
    async fn turn(&self, channels: &Channels, lease: &mut Lease) -> Result<(), db::Error> {
        // A gateway may be slow: the say is asked for again before each batch.
        while lease.hold(&self.cell.db, self.clock.now()).await? {
            let handed = self.hand_over(channels).await?;
            let sent = self.send(channels).await?;
            let received = self.receive(channels).await?;
            if handed + sent + received == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Gives notices that are new to the channels that their readers want. Says how many.
    pub(super) async fn hand_over(&self, channels: &Channels) -> Result<usize, db::Error> {
        let found: Result<Vec<Unhanded>, db::Error> =
            db::read!(self.cell.db, "unhanded notices", |tx| { store::unhanded(tx, BATCH).await });
        let found = found?;
        if found.is_empty() {
            return Ok(0);
        }
        let (now, kinds) = (self.clock.now(), channels.kinds());
        let due = rules::decent_hour(self.cell.calendar.now());
        let wanted = |it: &Unhanded| match it.choice.as_deref() {
            Some(choice) => ChannelKind::from_key(choice).filter(|it| kinds.contains(it)),
            None => kinds.first().copied(),
        };
        let messages: Vec<NewMessage> = found
            .iter()
            .filter(|it| !it.is_read)
            .filter_map(|it| {
                let (id, channel) = (self.ids.make(now), wanted(it)?);
                Some(NewMessage { id, notice: it.id, account: it.account, channel })
            })
            .collect();
        let ids: Vec<_> = found.iter().map(|it| it.id).collect();
        let handed: Result<(), db::Error> = db::write!(self.cell.db, "hand over notices", |tx| {
            store::add_messages(tx, &messages, due, now).await?;
            store::set_handed(tx, &ids, now).await?;
            Ok(())
        });
        handed.map(|()| found.len())
    }

    /// Sends what is due, puts off what comes at night, drops what is no longer needed. Says how
    /// many were looked at.
    pub(super) async fn send(&self, channels: &Channels) -> Result<usize, db::Error> {
        let civil_now = self.cell.calendar.now();
        let found: Result<_, db::Error> = db::read!(self.cell.db, "due messages", |tx| {
            let due = store::due(tx, civil_now, BATCH).await?;
            let accounts: Vec<AccountId> = due.iter().map(|it| it.account).collect();
            let sent = store::sent_on(tx, civil_now.date(), &accounts).await?;
            Ok((due, sent.into_iter().collect::<HashMap<_, _>>()))
        });
        let (due, mut sent) = found?;
        if due.is_empty() {
            return Ok(0);
        }
        let count = due.len();
        let mut outcomes = Vec::new();
        let mut later: BTreeMap<civil::DateTime, Vec<MessageId>> = BTreeMap::new();
        let mut ready = Vec::new();
        for it in due {
            let today = sent.entry(it.account).or_insert(0);
            match rules::verdict(it.is_read, *today, civil_now) {
                Verdict::Send => {
                    *today += 1;
                    ready.push(it);
                }
                Verdict::Wait(until) => later.entry(until).or_default().push(it.id),
                Verdict::Drop(why) => {
                    outcomes.push(ended(&it, MessageState::Dropped, civil_now, why));
                }
            }
        }
        let ids: Vec<MessageId> = ready.iter().map(|it| it.id).collect();
        let noted: Result<(), db::Error> = db::write!(self.cell.db, "begin sending", |tx| {
            for (until, ids) in &later {
                store::put_off(tx, *until, ids).await?;
            }
            store::begin(tx, civil_now.saturating_add(GRACE), &ids).await?;
            Ok(())
        });
        noted?;
        outcomes.extend(self.send_ready(channels, ready, civil_now).await?);
        let written: Result<u64, db::Error> = db::write!(self.cell.db, "end sending", |tx| {
            store::set_outcomes(tx, &outcomes).await
        });
        written.map(|_| count)
    }

    async fn send_ready(
        &self,
        channels: &Channels,
        ready: Vec<Due>,
        civil_now: civil::DateTime,
    ) -> Result<Vec<Outcome>, db::Error> {
        let addresses = self.addresses(channels, &ready).await?;
        let mut outcomes = Vec::with_capacity(ready.len());
        for it in ready {
            let address = addresses.get(&(it.account, it.channel)).cloned();
            outcomes.push(self.send_one(channels, it, address, civil_now).await);
        }
        Ok(outcomes)
    }

    async fn addresses(
        &self,
        channels: &Channels,
        ready: &[Due],
    ) -> Result<HashMap<(AccountId, ChannelKind), Personal<String>>, db::Error> {
        let Some(book) = channels.book() else { return Ok(HashMap::new()) };
        let mut wanted: BTreeMap<ChannelKind, Vec<AccountId>> = BTreeMap::new();
        for it in ready {
            wanted.entry(it.channel).or_default().push(it.account);
        }
        let mut found = HashMap::new();
        for (kind, accounts) in wanted {
            let known = book.addresses(&self.cell, &accounts, kind).await?;
            found.extend(known.into_iter().map(|(account, it)| ((account, kind), it)));
        }
        Ok(found)
    }

    async fn send_one(
        &self,
        channels: &Channels,
        it: Due,
        address: Option<Personal<String>>,
        civil_now: civil::DateTime,
    ) -> Outcome {
        let text = rules::text(&self.cell.name, &it.title);
        if !rules::may_leave(&text) || !rules::may_leave(&it.link) {
            tracing::error!(message = %it.id, "a message that looks like it holds a person's number was stopped");
            let why = "内容里像是有证件号码，已拦截，不外发";
            return ended(&it, MessageState::Failed, civil_now, why);
        }
        let Some(channel) = channels.find(it.channel) else {
            return ended(&it, MessageState::Dropped, civil_now, "这个通道已停用");
        };
        if channels.book().is_some() && address.is_none() {
            return ended(&it, MessageState::Dropped, civil_now, "没有登记这个通道的联系方式");
        }
        let link = it.link.clone();
        let content = Content::Notice(it.title.clone());
        let message =
            Outgoing { id: it.id, account: Some(it.account), address, text, content, link };
        match channel.send(&message).await {
            Ok(reference) => Outcome {
                reference: Some(reference),
                day: Some(civil_now.date()),
                sent_at: Some(self.clock.now()),
                why: None,
                ..ended(&it, MessageState::Sent, civil_now, "")
            },
            Err(SendError::Never(why)) => ended(&it, MessageState::Failed, civil_now, &why),
            Err(SendError::Later(why)) => match rules::again(it.attempts + 1, civil_now) {
                Some(due) => Outcome { due, ..ended(&it, MessageState::Waiting, civil_now, &why) },
                None => ended(&it, MessageState::Failed, civil_now, &why),
            },
        }
    }

    /// Asks what became of messages that were sent. Says how many are known now.
    pub(super) async fn receive(&self, channels: &Channels) -> Result<usize, db::Error> {
        let since = self.clock.now() - RECEIPTS;
        let open: Result<Vec<_>, db::Error> = db::read!(self.cell.db, "open receipts", |tx| {
            store::open_receipts(tx, since, BATCH).await
        });
        let mut by_channel: BTreeMap<ChannelKind, HashMap<String, MessageId>> = BTreeMap::new();
        for (id, channel, reference) in open? {
            by_channel.entry(channel).or_default().insert(reference, id);
        }
        let mut known = Vec::new();
        for (kind, mut ids) in by_channel {
            let Some(channel) = channels.find(kind) else { continue };
            let references: Vec<String> = ids.keys().cloned().collect();
            let receipts = match channel.receipts(&references).await {
                Ok(receipts) => receipts,
                Err(error) => {
                    tracing::warn!(channel = kind.key(), "no receipts: {error}");
                    continue;
                }
            };
            for (reference, receipt) in receipts {
                let Some(id) = ids.remove(&reference) else { continue };
                match receipt {
                    Receipt::Delivered => known.push((id, MessageState::Delivered, None)),
                    Receipt::Failed(why) => known.push((id, MessageState::Failed, Some(why))),
                    Receipt::Open => {}
                }
            }
        }
        let written: Result<u64, db::Error> =
            db::write!(self.cell.db, "receipts", |tx| { store::set_receipts(tx, &known).await });
        written.map(|_| known.len())
    }
}

fn ended(it: &Due, state: MessageState, due: civil::DateTime, why: &str) -> Outcome {
    Outcome {
        id: it.id,
        state,
        due,
        day: None,
        reference: None,
        why: Some(why.to_owned()),
        sent_at: None,
    }
}
