//! Whether programs of earlier releases can live with today's schema: they do, in every upgrade and after every rollback.
//!
//! Migrations never change, so every schema that ever was can be made again. What a program knows is the schema of its day;
//! [`Schema::broken_by`] says what of that a newer one takes away, or asks for on top. That sees more of the columns than a run of the old
//! program, which meets only the statements that the run happens to need, and it takes a second instead of a build. It does not see
//! values: a status that a newer release writes, and an older one cannot read, is for the one who adds it to think of.

mod postgres;

use std::collections::{BTreeMap, BTreeSet};

pub use postgres::broken_programs;

/// The tables of a database, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// Each with what a statement may rely on, or has to satisfy.
    pub tables: BTreeMap<String, Table>,
}

/// What a statement may rely on, or has to satisfy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// By name.
    pub columns: BTreeMap<String, Column>,
    /// What `ON CONFLICT` may name.
    pub unique: BTreeSet<Unique>,
    /// Every other constraint.
    pub constraints: BTreeSet<Constraint>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// As the database writes it.
    pub kind: String,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// What it is where an INSERT does not name it.
    pub default: Default,
}

/// What a column is where an INSERT does not name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// NULL.
    None,
    /// The same in every row.
    Constant,
    /// Another one in each row: a function, an identity.
    Fresh,
    /// Computed, and never to be written.
    Generated,
}

/// A unique key: of a primary key, a constraint or an index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unique {
    /// Columns, or expressions.
    pub keys: Vec<String>,
    /// Of a partial index.
    pub predicate: Option<String>,
}

/// A CHECK, a foreign key or an exclusion.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Constraint {
    /// Its name.
    pub name: String,
    /// The columns of its own table that it speaks of.
    pub columns: Vec<String>,
    /// As the database writes it.
    pub definition: String,
    /// The table whose rows it keeps from being deleted.
    pub holds: Option<String>,
}

/// What a migration broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The migration's number: programs built before it are broken.
    pub migration: i64,
    /// What those cannot do on today's schema.
    pub what: Vec<String>,
}

impl Schema {
    /// What a program that knows this schema could not do on `newer`, in sentences. Nothing: the program runs there.
    pub fn broken_by(&self, newer: &Self) -> Vec<String> {
        let mut broken = Vec::new();
        for (name, old) in &self.tables {
            match newer.tables.get(name) {
                None => broken.push(format!("{name} is gone")),
                Some(new) => broken.extend(
                    old.broken_by(new)
                        .into_iter()
                        .map(|what| format!("{name}: {what}")),
                ),
            }
        }
        for (name, table) in &newer.tables {
            let old = self.tables.get(name);
            for constraint in &table.constraints {
                let Some(held) = &constraint.holds else {
                    continue;
                };
                if self.tables.contains_key(held)
                    && old.is_none_or(|old| !old.constraints.contains(constraint))
                {
                    broken.push(format!(
                        "{held}: its rows cannot be deleted any more where {name} has some ({})",
                        constraint.definition
                    ));
                }
            }
        }
        broken
    }
}

impl Table {
    fn broken_by(&self, newer: &Self) -> Vec<String> {
        let mut broken = Vec::new();
        for (name, old) in &self.columns {
            match newer.columns.get(name) {
                None => broken.push(format!("{name} is gone")),
                Some(new) => broken.extend(
                    old.broken_by(new)
                        .into_iter()
                        .map(|what| format!("{name} {what}")),
                ),
            }
        }
        for (name, column) in newer.added_columns(self) {
            if !column.nullable && column.default == Default::None {
                broken.push(format!(
                    "{name} is new, NOT NULL and without a default: an INSERT that does not know it fails"
                ));
            }
        }
        for unique in self.unique.difference(&newer.unique) {
            broken.push(format!(
                "{unique} is not unique any more: ON CONFLICT needs it"
            ));
        }
        for unique in newer.unique.difference(&self.unique) {
            if !newer.is_fresh_in_each_row(unique, self) {
                broken.push(format!(
                    "{unique} is unique now, which a program that does not know of it may break"
                ));
            }
        }
        for constraint in newer.constraints.difference(&self.constraints) {
            // One in place of another is taken to allow more; that it does is for people to see.
            let replaces = self
                .constraints
                .difference(&newer.constraints)
                .any(|old| old.name == constraint.name || old.columns == constraint.columns);
            let knows = constraint
                .columns
                .iter()
                .any(|column| self.columns.contains_key(column));
            if knows && !replaces {
                broken.push(format!(
                    "a new constraint is about what was there, which a program that does not know of it may break: {} {}",
                    constraint.name, constraint.definition
                ));
            }
        }
        broken
    }

    fn added_columns<'a>(
        &'a self,
        old: &'a Self,
    ) -> impl Iterator<Item = (&'a String, &'a Column)> {
        self.columns
            .iter()
            .filter(|(name, _)| !old.columns.contains_key(*name))
    }

    /// Whether a row whose new columns nobody named can never meet another one in this key.
    fn is_fresh_in_each_row(&self, unique: &Unique, old: &Self) -> bool {
        self.added_columns(old).any(|(name, column)| {
            unique.keys.contains(name) && matches!(column.default, Default::None | Default::Fresh)
        })
    }
}

impl Column {
    fn broken_by(&self, newer: &Self) -> Vec<&'static str> {
        let mut broken = Vec::new();
        if self.kind != newer.kind {
            broken.push("has another type");
        }
        if self.nullable && !newer.nullable {
            broken.push("cannot be NULL any more");
        }
        if self.default != Default::None && newer.default == Default::None && !newer.nullable {
            broken.push("lost the default that INSERTs rely on");
        }
        if self.default != Default::Generated && newer.default == Default::Generated {
            broken.push("cannot be written any more");
        }
        broken
    }
}

impl std::fmt::Display for Unique {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "({})", self.keys.join(", "))?;
        match &self.predicate {
            Some(predicate) => write!(out, " WHERE {predicate}"),
            None => Ok(()),
        }
    }
}
