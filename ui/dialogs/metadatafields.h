#pragma once

#include "domain/addedmetadata.h"

#include <QWidget>

class QLineEdit;

namespace safelight {

/// What is written into the sidecars of new photos: creator, copyright, and keywords with commas between.
class MetadataFields : public QWidget
{
    Q_OBJECT

public:
    explicit MetadataFields(QWidget* parent = nullptr);

    AddedMetadata added() const;
    void setAdded(const AddedMetadata& added);

Q_SIGNALS:
    void changed();

private:
    QLineEdit* makeField(const char* name, const QString& title, const QString& hint);

    QLineEdit* m_creator;
    QLineEdit* m_copyright;
    QLineEdit* m_keywords;
};

} // namespace safelight
