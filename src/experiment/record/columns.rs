//! Types of a record that contain a figure: one [`Figure`](crate::measure::Figure) in memory, the columns `measure`,
//! `scope`, `statistic` and `unit` in the text.

/// The type of a column.
macro_rules! column {
    (measure) => {
        $crate::measure::Measure
    };
    (scope) => {
        $crate::measure::Scope
    };
    (statistic) => {
        $crate::measure::Statistic
    };
}

/// Declares a type that contains a figure, and how it is read and written. The fields are in three groups: before the
/// columns of the figure, between these and the column of its unit, and after the unit. The attributes of serde for a
/// field follow its type in brackets.
macro_rules! with_figure {
    ($(#[$about:meta])* pub struct $name:ident {
        { $($(#[$doc_a:meta])* $a:ident: $type_a:ty $([$($attribute:tt)*])?,)* }
        figure [$($column:ident)*]
        { $($(#[$doc_b:meta])* $b:ident: $type_b:ty,)* }
        unit [$($unit:ident)?]
        { $($(#[$doc_c:meta])* $c:ident: $type_c:ty $([$($attribute_c:tt)*])?,)* }
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$doc_a])* pub $a: $type_a,)*
            /// Which figure.
            pub figure: $crate::measure::Figure,
            $($(#[$doc_b])* pub $b: $type_b,)*
            $($(#[$doc_c])* pub $c: $type_c,)*
        }

        const _: () = {
            use $crate::experiment::record::columns::column;
            use $crate::measure::{Figure, Unit};
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            $(#[$about])*
            #[derive(Deserialize, schemars::JsonSchema)]
            #[serde(deny_unknown_fields)]
            struct Columns {
                $($(#[$doc_a])* $(#[$($attribute)*])? $a: $type_a,)*
                $($column: column!($column),)*
                $($(#[$doc_b])* $b: $type_b,)*
                $($unit: Unit,)?
                $($(#[$doc_c])* $(#[$($attribute_c)*])? $c: $type_c,)*
            }

            #[derive(Serialize)]
            struct Borrowed<'a> {
                $($(#[$($attribute)*])? $a: &'a $type_a,)*
                $($column: &'a column!($column),)*
                $($b: &'a $type_b,)*
                $($unit: &'static str,)?
                $($(#[$($attribute_c)*])? $c: &'a $type_c,)*
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    let columns = Borrowed {
                        $($a: &self.$a,)*
                        $($column: &self.figure.$column,)*
                        $($b: &self.$b,)*
                        $($unit: self.figure.unit(),)?
                        $($c: &self.$c,)*
                    };
                    columns.serialize(serializer)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = Columns::deserialize(deserializer)?;
                    let units: &[Unit] = &[$(text.$unit)?];
                    let figure = (text.measure, text.scope, text.statistic);
                    let figure = Figure::from_columns(figure, units.first().copied());
                    let figure = figure.map_err(serde::de::Error::custom)?;
                    Ok($name {
                        $($a: text.$a,)*
                        figure,
                        $($b: text.$b,)*
                        $($c: text.$c,)*
                    })
                }
            }

            impl schemars::JsonSchema for $name {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }
                fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    Columns::json_schema(generator)
                }
            }
        };
    };
}

pub(super) use {column, with_figure};

/// Whether a list is empty, for `skip_serializing_if`.
pub(super) fn is_empty<T>(list: &impl AsRef<[T]>) -> bool {
    list.as_ref().is_empty()
}

/// Whether a text is empty, for `skip_serializing_if`.
pub(super) fn is_blank(text: &impl AsRef<str>) -> bool {
    text.as_ref().is_empty()
}
