//! Costs: numbers with their currency and period, which are text.

/// Costs above this are refused: sums of them would lose their last digits.
const MAX: f64 = 1e12;

/// A cost as it is written, as `900/month` or `€ 4,000`.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    /// The number, 0 or more.
    pub amount: f64,
    /// The currency and period around the number.
    pub unit: MoneyUnit,
}

/// What stands before and behind a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoneyUnit {
    /// Before it, as `€`.
    pub before: String,
    /// Behind it, as `/month` or ` EUR/month`.
    pub after: String,
}

impl Money {
    /// Reads a cost.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Money, String> {
        let wrong = || {
            format!(
                "`{text}` is not a cost; write a number with its currency and period, as \"900 EUR/month\""
            )
        };
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
        let start = text.find(|c: char| c.is_ascii_digit()).ok_or_else(wrong)?;
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |end| start + end);
        let (number, behind) = (&text[start..end], &text[end..]);
        if behind.contains(|c: char| c.is_ascii_digit()) || text[..start].contains('-') {
            return Err(wrong());
        }
        let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        let is_grouped = whole.contains(',');
        if is_grouped && (first.len() > 3 || groups.any(|group| group.len() != 3))
            || decimals.contains([',', '.'])
            || decimals.is_empty()
        {
            return Err(format!("`{text}`: write the number as 4000, 4,000 or 4,000.50"));
        }
        let amount = format!("{}.{decimals}", whole.replace(',', ""));
        let amount: f64 = amount.parse().map_err(|_| wrong())?;
        if amount > MAX {
            return Err(format!("`{text}` is above 1,000,000,000,000"));
        }
        let after = behind.trim();
        let gap = if after.is_empty() || after.starts_with('/') { "" } else { " " };
        let before = text[..start].trim().to_owned();
        Ok(Money { amount, unit: MoneyUnit { before, after: format!("{gap}{after}") } })
    }
}

impl MoneyUnit {
    /// Whether neither currency nor period is given.
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_read_with_their_currency_and_period() {
        let read = |text: &str| {
            let money = Money::parse(text).unwrap_or_else(|why| panic!("{why}"));
            (money.amount, money.unit.before, money.unit.after)
        };
        let of = |amount, before: &str, after: &str| (amount, before.to_owned(), after.to_owned());
        assert_eq!(read("900/month"), of(900.0, "", "/month"));
        assert_eq!(read("4,000"), of(4000.0, "", ""));
        assert_eq!(read("€ 1,234,567.50"), of(1_234_567.5, "€", ""));
        assert_eq!(read("90.5 EUR / month"), of(90.5, "", " EUR / month"));
        assert_eq!(read("0"), of(0.0, "", ""));
        for wrong in
            ["", "EUR", "1,00", "12,34,567", "1.2.3", "-5", "5 per 3 months", "1e20 000", "1."]
        {
            assert!(Money::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Money::parse("9,000,000,000,000").is_err());
    }
}
