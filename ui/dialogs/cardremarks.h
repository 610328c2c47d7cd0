#pragma once

#include "ingest/cardreview.h"

#include <QListWidget>

namespace safelight {

/// What is odd about a card, a sentence each: first what may mean that a picture is lost.
class CardRemarks : public QListWidget
{
    Q_OBJECT

public:
    explicit CardRemarks(QWidget* parent = nullptr);

    void setWarnings(const QVector<CardWarning>& warnings);
    static bool isAboutLoss(CardWarning::Kind kind);
};

} // namespace safelight
