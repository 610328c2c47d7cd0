#pragma once

#include <QString>
#include <QStringList>

namespace safelight {

/// What a person has said of all pictures of an ingest, to be written beside each.
struct AddedMetadata
{
    QString creator;
    QString copyright;
    QStringList keywords;

    bool isEmpty() const { return creator.isEmpty() && copyright.isEmpty() && keywords.isEmpty(); }
    friend bool operator==(const AddedMetadata&, const AddedMetadata&) = default;
};

} // namespace safelight
