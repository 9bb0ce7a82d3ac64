"""Reading a document as a careful colleague would: arithmetic, personal data, length, tone.

Pure: any text goes in, findings with their places come out. The circulars ask it about what people
typed; `coordination proofread FILE` asks it about documents that were written elsewhere.

quantities   numbers with units, as Chinese documents write them, and the period each is about
sentences    where a sentence, a clause and a paragraph begin and end
rates        环比, 同比 and the like against the two numbers they were made of
shares       占比 against part and whole
sums         parts against their total
personal     identity cards, phones, bank cards
wording      length, orders to those who cannot be ordered
reading      all of it, in the order of the text
"""
